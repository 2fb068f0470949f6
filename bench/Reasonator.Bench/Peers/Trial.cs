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

    // Beside the raw loop right before and after it: the machine's mood may change between two settings.
    private static async Task<Peer?> TryAsync(Subject subject, PeerSetting setting, Workload work, Plan plan)
    {
        try
        {
            var server = await PeerServer.StartAsync(subject.PeerFolder, setting);
            var before = Throughput.Raw(work.Model, work.Tokens, plan.SecondsOf(subject) / 4);
            var loop = await ClosedLoop.RunAsync(server.Port, work.Many, Workload.TextsPerRequest, plan.Callers, plan.SecondsOf(subject));
            var raw = (before + Throughput.Raw(work.Model, work.Tokens, plan.SecondsOf(subject) / 4)) / 2;
            Console.WriteLine($"  trial: {setting}: {loop.TextsPerSecond / raw:F3} of the raw loop");
            return new Peer(server, setting, loop.TextsPerSecond / raw);
        }
        catch (InvalidOperationException e)
        {
            Console.WriteLine($"  trial: {setting}: {e.Message}");
            return null;
        }
    }
}
