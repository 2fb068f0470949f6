namespace Reasonator.Bench.Peers;

/// <summary>Which settings of transformers.js are its best, at 32 texts a request.</summary>
internal static class Trial
{
    /// <summary>The fastest one of each kind, running; one may be the fastest of several.</summary>
    public static async Task<Dictionary<PeerKind, Peer>> BestAsync(Subject subject, Workload work, Plan plan)
    {
        var best = new Dictionary<PeerKind, Peer>();
        foreach (var setting in PeerSetting.All(TransformersFiles.Graphs(subject.PeerFolder), Environment.ProcessorCount, plan.Quick))
        {
            if (await TryAsync(subject, setting, work, plan) is not { } peer)
            {
                continue;
            }

            Peer[] before = [peer, .. best.Values.Distinct()];
            foreach (var kind in PeerKind.All.Where(kind => kind.Includes(setting) && peer.Ratio > (best.GetValueOrDefault(kind)?.Ratio ?? 0)))
            {
                best[kind] = peer;
            }

            foreach (var beaten in before.Except(best.Values))
            {
                await beaten.DisposeAsync();
            }
        }

        return best;
    }

    // Twice, between raw loops: the machine's mood may change between two settings, and the wrong one would be called the best.
    private static async Task<Peer?> TryAsync(Subject subject, PeerSetting setting, Workload work, Plan plan)
    {
        try
        {
            var server = await PeerServer.StartAsync(subject.PeerFolder, setting);
            var seconds = plan.SecondsOf(subject);
            var raw = Throughput.Raw(work.Model, work.Tokens, seconds / 4);
            var ratios = new List<double>();
            for (var i = 0; i < (plan.Quick ? 1 : 2); i++)
            {
                var loop = ClosedLoop.Run(server.Port, work.Many, Workload.TextsPerRequest, plan.Callers, seconds);
                var after = Throughput.Raw(work.Model, work.Tokens, seconds / 4);
                ratios.Add(loop.TextsPerSecond / ((raw + after) / 2));
                raw = after;
            }

            var ratio = ratios.Average();
            Console.WriteLine($"  trial: {setting}: {ratio:F3} of the raw loop");
            return new Peer(server, setting, ratio);
        }
        catch (InvalidOperationException e)
        {
            Console.WriteLine($"  trial: {setting}: {e.Message}");
            return null;
        }
    }
}
