namespace Reasonator.Bench.Peers;

/// <summary>Which setting of transformers.js is its best, at 32 texts a request.</summary>
internal static class Trial
{
    /// <summary>The fastest one, running; null when none runs.</summary>
    public static async Task<(PeerServer Server, PeerSetting Setting)?> BestAsync(Subject subject, Workload work, Plan plan)
    {
        (PeerServer Server, PeerSetting Setting, double Ratio)? best = null;
        foreach (var setting in PeerSetting.All(TransformersFiles.Graphs(subject.PeerFolder), Environment.ProcessorCount, plan.Quick))
        {
            try
            {
                var server = await PeerServer.StartAsync(subject.PeerFolder, setting);
                var ratio = await RatioAsync(server, work, plan.SecondsOf(subject));
                Console.WriteLine($"  trial: {setting}: {ratio:F3} of the raw loop");
                var (keep, drop) = ratio > (best?.Ratio ?? 0) ? ((server, setting, ratio), best?.Server) : (best, server);
                best = keep;
                await (drop?.DisposeAsync() ?? ValueTask.CompletedTask);
            }
            catch (InvalidOperationException e)
            {
                Console.WriteLine($"  trial: {setting}: {e.Message}");
            }
        }

        return best is { } found ? (found.Server, found.Setting) : null;
    }

    // Beside the raw loop right before it: the machine's mood may change between two settings.
    private static async Task<double> RatioAsync(PeerServer server, Workload work, double seconds)
    {
        await ClosedLoop.RunAsync(server.Port, work.Many, Workload.TextsPerRequest, Workload.Callers, seconds / 3);
        var raw = Throughput.Raw(work.Model, work.Tokens, seconds / 2);
        var loop = await ClosedLoop.RunAsync(server.Port, work.Many, Workload.TextsPerRequest, Workload.Callers, seconds);
        return loop.TextsPerSecond / raw;
    }
}
