namespace Reasonator.Bench.Peers;

/// <summary>A server from its start through a load: seconds and MB.</summary>
/// <param name="Ready">Process start to the first answer that it is ready.</param>
/// <param name="FirstScore">Process start to the first score.</param>
/// <param name="Idle">VmRSS half a second later.</param>
/// <param name="Peak">VmHWM after callers of 32 texts, and a text of 512 tokens on every core at once.</param>
internal sealed record Footprint(double Ready, double FirstScore, double Idle, double Peak)
{
    /// <summary>Medians over starts; the load follows the last of them.</summary>
    public static async Task<Footprint> OfAsync(Func<Task<Server>> start, Workload work, Plan plan, double seconds)
    {
        var starts = new List<Footprint>();
        for (var i = 1; i <= plan.Starts; i++)
        {
            await using var server = await start();
            var first = server.Ready + await FirstScoreAsync(server, work);
            await Task.Delay(500);
            var idle = server.Megabytes("VmRSS");
            if (i == plan.Starts)
            {
                ClosedLoop.Run(server.Port, work.Many, Workload.TextsPerRequest, plan.Crowd, seconds);
                await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => SendAsync(server, work.Long)));
            }

            starts.Add(new Footprint(server.Ready.TotalSeconds, first.TotalSeconds, idle, server.Megabytes("VmHWM")));
        }

        return new Footprint(starts.Select(s => s.Ready).Median(), starts.Select(s => s.FirstScore).Median(), starts.Select(s => s.Idle).Median(), starts[^1].Peak);
    }

    private static async Task<TimeSpan> FirstScoreAsync(Server server, Workload work)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await SendAsync(server, work.One[0]);
        return clock.Elapsed;
    }

    private static async Task SendAsync(Server server, byte[] request)
    {
        using var connection = new Connection(server.Port);
        if (await connection.SendAsync(request) is var status and not 200)
        {
            throw new InvalidOperationException($"A single request was answered {status}.");
        }
    }
}
