namespace Reasonator.Bench.Peers;

/// <summary>One round: everything once, one after the other, so that all of it has the same machine.</summary>
/// <param name="Raw">Texts a second of the raw session loop.</param>
/// <param name="Many">The service, 32 texts a request.</param>
/// <param name="One">The service, one text a request.</param>
/// <param name="PeerMany">The peer, 32 texts a request; null without a peer.</param>
/// <param name="PeerOne">The peer, one text a request.</param>
/// <param name="Idle">Milliseconds of one text at a time, nothing else running.</param>
internal sealed record Round(double Raw, Loop Many, Loop One, Loop? PeerMany, Loop? PeerOne, Idle Idle)
{
    /// <summary>Every second round goes the other way: what drifts is on neither side.</summary>
    public static async Task<Round> RunAsync(Service service, PeerServer? peer, Workload work, double seconds, bool backwards)
    {
        var raw = 0.0;
        Loop? many = null, one = null, peerMany = null, peerOne = null;
        Func<Task>[] parts =
        [
            async () => peerMany = await LoopAsync(peer, work.Many, Workload.TextsPerRequest),
            async () => many = await LoopAsync(service, work.Many, Workload.TextsPerRequest),
            () => Task.FromResult(raw = Throughput.Raw(work.Model, work.Tokens, seconds)),
            async () => one = await LoopAsync(service, work.One, 1),
            async () => peerOne = await LoopAsync(peer, work.One, 1),
        ];
        foreach (var part in backwards ? parts.Reverse() : parts)
        {
            await part();
        }

        return new Round(raw, many!, one!, peerMany, peerOne, await Idle.RunAsync(service, peer, work, seconds));

        async Task<Loop?> LoopAsync(Server? server, byte[][] requests, int texts) =>
            server is null ? null : await ClosedLoop.RunAsync(server.Port, requests, texts, Workload.Callers, seconds);
    }

    public override string ToString() =>
        $"raw {Raw:F0}/s; service {Many.TextsPerSecond / Raw:F3} at 32 a request, {One.TextsPerSecond / Raw:F3} at one; "
        + $"transformers.js {PeerMany?.TextsPerSecond / Raw:F3} and {PeerOne?.TextsPerSecond / Raw:F3}";
}
