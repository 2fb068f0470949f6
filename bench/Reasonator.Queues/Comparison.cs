using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Reasonator.Queues;

/// <summary>The whole comparison: rows, rest, speed, latency, crashes.</summary>
internal static class Comparison
{
    public static async Task<int> RunAsync(bool quick)
    {
        var clock = Stopwatch.StartNew();
        var rounds = quick ? 1 : 3;
        var figures = new Figures();
        await using var servers = await Servers.StartAsync();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        (string Name, Func<Task> Measure)[] phases =
        [
            ("RowCount", () => RowCount.RunAsync(servers, figures)),
            ("Rest", () => Rest.RunAsync(servers, figures, quick ? 1 : 2, TimeSpan.FromSeconds(quick ? 10 : 30))),
            ("Speed", () => Speed.RunAsync(servers, figures, quick ? 1 : 2, quick ? 500 : 2000)),
            ("Latency", () => Latency.RunAsync(servers, figures, quick ? 3 : 7)),
            ("Crash", () => Crash.RunAsync(servers, figures, rounds)),
        ];
        foreach (var (name, measure) in phases)
        {
            await measure();
            Console.Error.WriteLine($"{name}: {clock.Elapsed:mm\\:ss}");
        }

        Weight.Tell(figures);
        Console.WriteLine(figures.Table("table", "hangfire", "listen", "none"));
        return 0;

        // A server outlives whoever started it.
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            servers.DisposeAsync().AsTask().Wait();
            Environment.Exit(1);
        }
    }
}
