using System.Globalization;

namespace Reasonator.Tests.Ops;

public sealed class RetireTests : OpsTests
{
    [Fact]
    public async Task A_retired_app_is_stopped_kept_and_stays_so_until_the_same_date()
    {
        World.WithSecrets();
        var app = await World.WithCodeAsync();
        app.ConfigVars = new(app.ConfigVars) { ["FLAG_REASONATOR"] = "1" };

        var first = await World.RunAsync("retire");
        first.IsDone("FLAG_REASONATOR set to 0", "web=0: nothing runs any more", "2 changes");
        var until = first.Said("manual").Single(line => line.StartsWith("keep the app until ", StringComparison.Ordinal));
        // Another day, another hour: the date is the platform's.
        Assert.Contains(app.Formation["web"].Updated.AddDays(90).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), until, StringComparison.Ordinal);
        app.Formation["web"].Updated = app.Formation["web"].Updated.AddDays(-30);

        var second = await World.RunAsync("retire");
        second.IsDone(app.Formation["web"].Updated.AddDays(90).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "FLAG_REASONATOR 0", "web=0", "nothing was changed");
        Assert.Equal((0, "0", false), (app.Formation["web"].Quantity, app.ConfigVars["FLAG_REASONATOR"], World.Platform.Destroyed));
        Assert.Single(app.Addons);
    }

    [Fact]
    public async Task What_is_retired_is_started_again_by_nobody_who_was_not_asked_to()
    {
        World.WithSecrets();
        var app = await World.WithCodeAsync();
        (await World.RunAsync("retire")).IsDone();

        (await World.RunAsync("bootstrap")).IsDone("web=0: stopped on purpose");
        (await World.RunAsync("upgrade", "--first-paid-customer")).IsDone();
        Assert.Equal(0, app.Formation["web"].Quantity);
        (await World.RunAsync("bootstrap", "--dyno", "eco")).IsDone("web=1:eco (as asked)");
    }

    [Fact]
    public async Task The_flag_alone_stops_no_dyno()
    {
        World.WithSecrets();
        var app = await World.WithCodeAsync();

        Assert.Equal("0", app.ConfigVars["FLAG_REASONATOR"]);
        (await World.RunAsync("plan")).IsDone("web dyno");
        Assert.Equal(1, app.Formation["web"].Quantity);
    }
}
