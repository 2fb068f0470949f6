using System.Text;

namespace Reasonator.Tests.Ops;

/// <summary>Each trigger by itself, what it recommends, and the change.</summary>
public sealed class UpgradeTests : OpsTests
{
    [Fact]
    public async Task Without_a_trigger_the_check_ends_with_0()
    {
        await ReadyAsync();

        (await World.RunAsync("upgrade-check")).IsDone("first paid customer: not fired", "no keep-alive records given", "no upgrade is due");
    }

    [Fact]
    public async Task The_first_paid_customer_ends_with_3()
    {
        await ReadyAsync();

        (await World.RunAsync("upgrade-check", "--first-paid-customer")).Ends(3, "first paid customer: FIRED", "recommended: standard-1x");
    }

    [Theory]
    [InlineData("Eco", "standard-1x")]
    [InlineData("Basic", "standard-2x")]
    public async Task A_slow_day_ends_with_3_and_a_dyno_that_never_slept_needs_the_larger_box(string size, string recommended)
    {
        await ReadyAsync(size);

        (await CheckAsync(Records(100, slow: 2))).Ends(3, "health p99 2.50 s over 100 probes", "FIRED", $"recommended: {recommended}");
    }

    [Fact]
    public async Task One_slow_probe_in_a_hundred_is_no_slow_day()
    {
        await ReadyAsync();

        (await CheckAsync(Records(100, slow: 1))).IsDone("health p99 0.20 s", "not fired", "no upgrade is due");
    }

    [Fact]
    public async Task Too_few_records_say_nothing_however_slow()
    {
        await ReadyAsync();

        (await CheckAsync(Records(29, slow: 29))).IsDone("29 keep-alive records of staging in the last day: too few");
        (await CheckAsync("")).IsDone("0 keep-alive records of staging");
    }

    [Fact]
    public async Task The_other_environments_records_and_yesterdays_do_not_count()
    {
        await ReadyAsync();
        var others = Records(100, slow: 100).Replace("staging", "prod", StringComparison.Ordinal);
        var old = Records(100, slow: 100).Replace("2026-11-24", "2026-11-20", StringComparison.Ordinal);

        (await CheckAsync(others + old + Records(40, slow: 0))).IsDone("over 40 probes", "no upgrade is due");
    }

    [Theory]
    [InlineData("nonsense\n")]
    [InlineData("[1]\n")]
    [InlineData("""{"time":"2026-11-24T14:07:03Z","env":"staging","status":200}""")]
    [InlineData("""{"time":"yesterday","env":"staging","status":200,"seconds":0.2}""")]
    [InlineData("""{"time":"2026-11-24T14:07:03Z","env":"staging","status":200,"seconds":0.2""")]
    public async Task A_damaged_file_of_records_is_refused(string content)
    {
        await ReadyAsync();

        (await CheckAsync(content)).IsRefused("is not a file of keep-alive records", "keep-alive-records");
    }

    [Fact]
    public async Task A_file_of_records_that_is_not_there_is_refused()
    {
        await ReadyAsync();

        (await World.RunAsync("upgrade-check", "--records", World.Nowhere)).IsRefused($"{World.Nowhere} is not a file of keep-alive records");
    }

    [Fact]
    public async Task A_deep_queue_asks_for_the_larger_box()
    {
        await ReadyAsync();
        World.Dyno.QueueDepth = 2049;

        (await World.RunAsync("upgrade-check")).Ends(3, "texts waiting 2049", "recommended: standard-2x");
    }

    [Theory]
    [InlineData(409, 0, "no upgrade is due")]
    [InlineData(410, 3, "recommended: standard-2x")]
    public async Task A_box_that_is_four_fifths_full_asks_for_the_larger_one(int peak, int code, string says)
    {
        await ReadyAsync();
        await using var service = await Vault.FakeListener.StartAsync((context, _) => Vault.FakeAnswers.Raw(200, "application/json", $$$"""{"memory":{"peak_mb":{{{peak}}}}}""")(context));
        World.Platform.Apps[OpsWorld.App].WebUrl = service.Address;

        (await World.RunAsync("upgrade-check")).Ends(code, $"memory peak {peak} MB of 512", says);
    }

    [Theory]
    [InlineData("text/html", "<html>Application error</html>")]
    [InlineData("application/json", "[1]")]
    [InlineData("application/json", """{"memory":7,"queue_depth":{"interactive":"deep"}}""")]
    public async Task An_info_that_is_not_the_services_leaves_its_figures_unknown(string type, string body)
    {
        await ReadyAsync();
        await using var stranger = await Vault.FakeListener.StartAsync((context, _) => Vault.FakeAnswers.Raw(200, type, body)(context));
        World.Platform.Apps[OpsWorld.App].WebUrl = stranger.Address;

        (await World.RunAsync("upgrade-check")).IsDone("memory peak unknown MB of 512, texts waiting unknown");
    }

    [Theory]
    [InlineData("standard-1x", "Standard-1X", 25)]
    [InlineData("standard-2x", "Standard-2X", 50)]
    public async Task An_upgrade_changes_the_dyno_and_a_second_one_nothing(string to, string size, int price)
    {
        await ReadyAsync();

        (await World.RunAsync("upgrade", "--to", to)).IsDone($"web=1:{to}, {price} USD a month a dyno, before Eco", "1 changes");
        (await World.RunAsync("upgrade", "--to", to)).IsDone($"web=1:{size}", "nothing was changed");
        (await World.RunAsync("upgrade-check", "--first-paid-customer")).IsDone("no upgrade is due");
        Assert.Equal(size, World.Platform.Apps[OpsWorld.App].Formation["web"].Size);
    }

    [Fact]
    public async Task Without_a_trigger_an_upgrade_changes_nothing_and_says_how_to()
    {
        await ReadyAsync();

        (await World.RunAsync("upgrade")).IsDone("no trigger has fired (--to changes it all the same)", "nothing was changed");
    }

    [Fact]
    public async Task A_trigger_is_enough_for_an_upgrade()
    {
        await ReadyAsync("Basic");

        (await WithFileAsync(Records(100, slow: 5), file => World.RunAsync("upgrade", "--records", file))).IsDone("web=1:standard-2x");
    }

    [Theory]
    [InlineData("heroku-postgresql:mini", "reached end-of-life")]
    [InlineData("heroku-postgresql:premium-0", "only the Essential plans are changed in place")]
    [InlineData("redis", "Couldn't find")]
    public async Task A_database_plan_that_cannot_be_is_told_in_the_platforms_words(string plan, string says)
    {
        await ReadyAsync();

        (await World.RunAsync("upgrade", "--database", plan)).IsRefused(says);
    }

    [Fact]
    public async Task Before_the_first_deploy_there_is_nothing_to_upgrade()
    {
        await World.WithSecrets().WithAppAsync();

        (await World.RunAsync("upgrade", "--to", "standard-1x")).IsRefused("has no web process", "ops deploy --env staging");
    }

    private async Task ReadyAsync(string size = "Eco")
    {
        World.WithSecrets();
        (await World.WithCodeAsync()).Formation["web"].Size = size;
    }

    private Task<OpsAnswer> CheckAsync(string records) => WithFileAsync(records, file => World.RunAsync("upgrade-check", "--records", file));

    private static async Task<OpsAnswer> WithFileAsync(string content, Func<string, Task<OpsAnswer>> run)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, content, Stop);
        try
        {
            return await run(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A probe every six minutes, the first of them slow.</summary>
    private static string Records(int count, int slow)
    {
        var (text, start) = (new StringBuilder(), new DateTime(2026, 11, 24, 13, 0, 0, DateTimeKind.Utc));
        for (var i = 0; i < count; i++)
        {
            text.Append($$"""{"time":"{{start.AddMinutes(6 * i):yyyy-MM-ddTHH:mm:ss}}Z","env":"staging","status":200,"seconds":{{(i < slow ? "2.5" : "0.2")}}}""").Append('\n');
        }

        return text.ToString();
    }
}
