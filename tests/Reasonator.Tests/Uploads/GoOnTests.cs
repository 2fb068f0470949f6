using Reasonator.Tests.Batches;
using Reasonator.Tests.Process;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;

namespace Reasonator.Tests.Uploads;

/// <summary>Whatever ends <c>batch submit</c>, the same command goes on: every id once, in order, and nothing scored twice.</summary>
public sealed class GoOnTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const int Items = 60;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_an_interrupt_the_batch_goes_on_and_the_command_that_was_told_fetches_the_rest()
    {
        await using var world = await WorldAsync();

        var (code, errors) = await world.InterruptedAsync(Stop);
        var before = File.ReadLines(world.File.Results).Count();
        world.App.Model.Open();
        var again = await world.File.RunAsync(world.Url);

        Assert.Equal(130, code);
        Assert.Contains($"To go on: reasonator batch submit {world.File.Input} --url {world.Url.GetLeftPart(UriPartial.Authority)}", errors);
        Assert.Matches("Batch [0-9a-f-]{36} goes on in the service", errors);
        Assert.InRange(before, 1, 12);
        await world.IsWholeAsync(again);
        // It knew its batch: nothing was uploaded.
        Assert.DoesNotContain("part 1", again.Errors);
    }

    [Fact]
    public async Task After_a_kill_in_the_second_part_no_result_is_lost_or_doubled()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = BatchApp.On(url, BatchApp.Hurried with { ChunkTokens = 1000 });
        var client = await app.ReadyAsync(Stop);
        using var file = Submission.Of(10_400);
        var runs = 0;
        app.Model.Behaviour = _ =>
        {
            if (Interlocked.Increment(ref runs) == 10_250)
            {
                app.Model.Hold();
            }

            return new(2, -1, 0.5f);
        };
        await using (var killed = file.Start(client.BaseAddress!))
        {
            await file.WrittenAsync(10_001, Stop);
            Signal(killed, "-KILL");
            await killed.ExitAsync(Stop);
        }

        app.Model.Open();
        var again = await file.RunAsync(client.BaseAddress!);

        Assert.True(again.Code == 0, again.All);
        Assert.Equal(Submission.IdsOf(10_400), file.Ids);
        Assert.Equal((2, 10_400), (await PostgresServer.ReadAsync<long>(url, "select count(*) from batch_score_jobs"), runs));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(1)]
    public async Task A_torn_last_line_is_cut_off_and_fetched_again(int bytes)
    {
        await using var world = await WorldAsync();
        Assert.Equal(0, (await world.File.RunAsync(world.Url)).Code);
        var whole = File.ReadAllBytes(world.File.Results);
        File.WriteAllBytes(world.File.Results, whole[..^bytes]);

        await world.IsWholeAsync(await world.File.RunAsync(world.Url));
        Assert.Equal(whole, File.ReadAllBytes(world.File.Results));
    }

    [Fact]
    public async Task A_batch_that_has_expired_is_submitted_again()
    {
        await using var world = await WorldAsync();
        await world.InterruptedAsync(Stop);
        await PostgresServer.ExecuteAsync(world.Database, "delete from batch_score_jobs");
        world.App.Model.Open();

        var again = await world.File.RunAsync(world.Url);

        Assert.Contains("has expired: part 1 is submitted again", again.Errors);
        await world.IsWholeAsync(again, runs: null);
    }

    [Fact]
    public async Task A_batch_that_was_cancelled_is_submitted_under_another_key()
    {
        await using var world = await WorldAsync();
        await world.InterruptedAsync(Stop);
        var batch = await PostgresServer.ReadAsync<Guid>(world.Database, "select id from batch_score_jobs");
        Assert.Equal(0, (await Submission.CommandAsync(["batch", "cancel", $"{batch}", "--url", world.Url.GetLeftPart(UriPartial.Authority)])).Code);
        world.App.Model.Open();

        var again = await world.File.RunAsync(world.Url);

        Assert.Contains("was cancelled: part 1 is submitted again", again.Errors);
        await world.IsWholeAsync(again, jobs: 2, runs: null);
    }

    [Fact]
    public async Task A_batch_that_was_cancelled_with_its_middle_missing_is_submitted_under_another_key()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = BatchApp.On(url);
        var client = await app.ReadyAsync(Stop);
        using var file = Submission.Of(Items);
        await BatchApp.RefuseAsync(url, "update of results", "batch_score_chunks", "57014", when: "new.number = 2");
        await using (var first = file.Start(client.BaseAddress!))
        {
            await Eventually.SeesAsync(
                "every chunk but the third has its results",
                () => PostgresServer.ReadAsync<long>(url, "select count(*) from batch_score_chunks where number <> 2 and result_id is null"),
                missing => missing == 0 && first.Errors.Any(line => line.Contains("batch ", StringComparison.Ordinal)),
                Stop);
            var batch = await PostgresServer.ReadAsync<Guid>(url, "select id from batch_score_jobs");
            Assert.Equal(0, (await Submission.CommandAsync(["batch", "cancel", $"{batch}", "--url", client.BaseAddress!.GetLeftPart(UriPartial.Authority)])).Code);

            Assert.Equal(1, await first.ExitAsync(Stop));
            Assert.Contains(first.Errors, line => line.EndsWith("was cancelled", StringComparison.Ordinal));
            Assert.Contains(first.Errors, line => line.StartsWith("To go on: ", StringComparison.Ordinal));
        }

        await BatchApp.ReleaseAsync(url);
        var again = await file.RunAsync(client.BaseAddress!);

        Assert.True(again.Code == 0, again.All);
        Assert.Contains("was cancelled: part 1 is submitted again", again.Errors);
        Assert.Equal(Submission.IdsOf(Items), file.Ids);
    }

    [Fact]
    public async Task Items_without_a_text_have_their_results_in_their_places_wherever_the_command_was_ended()
    {
        await using var world = await WorldAsync();
        string[] texts = ["null", "\"a\"", "\" \"", "\"\\u200b\"", "\"b\"", "\"c\"", "\"\""];
        using var file = new Submission("in.ndjson", string.Concat(texts.Select((text, i) => $"{{\"id\":\"n{i}\",\"text\":{text}}}\n")));

        var first = await file.RunAsync(world.Url);
        var whole = File.ReadAllLines(file.Results);

        Assert.Equal(1, first.Code);
        Assert.Contains("7 results in ", first.Errors);
        Assert.Contains(", 4 of them an error", first.Errors);
        Assert.Equal(Submission.IdsOf(7), file.Ids);
        Assert.Equal([0, 2, 3, 6], whole.Index().Where(line => line.Item.Contains("\"urn:reasonator:empty\"", StringComparison.Ordinal)).Select(line => line.Index));
        for (var written = 0; written < whole.Length; written++)
        {
            File.WriteAllText(file.Results, string.Concat(whole.Take(written).Select(line => $"{line}\n")));
            Assert.Contains(", 4 of them an error", (await file.RunAsync(world.Url)).Errors);
            Assert.Equal(whole, File.ReadAllLines(file.Results));
        }

        Assert.Equal(1, await PostgresServer.ReadAsync<long>(world.Database, "select count(*) from batch_score_jobs"));
    }

    [Fact]
    public async Task A_run_that_came_to_no_result_keeps_no_other_away()
    {
        await using var world = await WorldAsync();
        var elsewhere = await Submission.CommandAsync(["batch", "submit", world.File.Input, "--url", world.Url.GetLeftPart(UriPartial.Authority)], "wrong");
        elsewhere.IsRefusedWith("401");
        Assert.DoesNotContain("To go on", elsewhere.Errors);
        Assert.True(File.Exists($"{world.File.Results}.run"));

        await world.IsWholeAsync(await world.File.RunAsync(world.Url, "--mode", "document"));
    }

    [Theory]
    [InlineData("n3", "n4")]
    [InlineData("Company 3", "Company 4")]
    public async Task The_results_of_other_input_are_refused_and_left_as_they_are(string from, string to)
    {
        await using var world = await WorldAsync();
        Assert.Equal(0, (await world.File.RunAsync(world.Url)).Code);
        var results = File.ReadAllText(world.File.Results);
        File.WriteAllText(world.File.Input, Submission.Lines(4).Replace(from, to).Replace("\"id\":\"n4\",\"text\":\"Company 4\"", "\"id\":\"x\",\"text\":\"y\""));

        (await world.File.RunAsync(world.Url)).IsRefusedWith("holds the results of other input");
        Assert.Equal(results, File.ReadAllText(world.File.Results));
    }

    [Fact]
    public async Task Results_that_somebody_edited_are_refused()
    {
        await using var world = await WorldAsync();
        Assert.Equal(0, (await world.File.RunAsync(world.Url)).Code);
        File.WriteAllLines(world.File.Results, File.ReadAllLines(world.File.Results).Skip(1));

        (await world.File.RunAsync(world.Url)).IsRefusedWith("line 1 is not the result of its item");
    }

    [Fact]
    public async Task A_file_that_this_command_did_not_write_is_refused()
    {
        await using var world = await WorldAsync();
        File.WriteAllText(world.File.Results, "somebody else's\n");

        (await world.File.RunAsync(world.Url)).IsRefusedWith("holds the results of other input");
        Assert.Equal("somebody else's\n", File.ReadAllText(world.File.Results));
    }

    [Fact]
    public async Task A_second_run_is_kept_away_from_the_first_ones_results()
    {
        await using var world = await WorldAsync();
        world.App.Model.Hold();
        await using var first = world.File.Start(world.Url);
        await world.App.Model.Entered(Stop);

        (await world.File.RunAsync(world.Url)).IsRefusedWith("is another run at it?");
        world.App.Model.Open();
        Assert.Equal(0, await first.ExitAsync(Stop));
    }

    private static void Signal(ServiceProcess process, string signal) => System.Diagnostics.Process.Start("kill", [signal, $"{process.Id}"]).WaitForExit();

    private async Task<World> WorldAsync()
    {
        var url = await server.MigratedAsync(Stop);
        var app = BatchApp.On(url, BatchApp.Hurried with { ChunksAtOnce = 1 });
        return new World(app, (await app.ReadyAsync(Stop)).BaseAddress!, Submission.Of(Items), url);
    }

    private sealed record World(ReasonatorApp App, Uri Url, Submission File, string Database) : IAsyncDisposable
    {
        /// <summary>Runs until some results are written and the model holds the others, then presses Ctrl-C.</summary>
        public async Task<(int Code, string Errors)> InterruptedAsync(CancellationToken stop)
        {
            // A shell starts what it runs in the background so; a child inherits it, and would never end.
            Assert.SkipWhen(IgnoresInterrupts(), "these tests were started with SIGINT ignored, so no process of theirs takes a Ctrl-C: start them in the foreground");
            App.Model.Hold();
            await using var process = File.Start(Url);
            App.Model.Release(12);
            await File.WrittenAsync(1, stop);
            Signal(process, "-INT");
            return (await process.ExitAsync(stop), string.Join('\n', process.Errors));
        }

        private static bool IgnoresInterrupts()
        {
            const string field = "SigIgn:";
            const ulong interrupt = 1 << 1;
            var line = System.IO.File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
            return (Convert.ToUInt64(line[field.Length..].Trim(), 16) & interrupt) != 0;
        }

        public async Task IsWholeAsync(Ops.OpsAnswer answer, int jobs = 1, int? runs = Items)
        {
            Assert.True(answer.Code == 0, answer.All);
            Assert.Equal(Submission.IdsOf(Items), File.Ids);
            Assert.Equal(jobs, await PostgresServer.ReadAsync<long>(Database, "select count(*) from batch_score_jobs"));
            Assert.True(runs is null || runs == App.Model.Ran.Count, $"{App.Model.Ran.Count} runs");
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            File.Dispose();
        }
    }
}
