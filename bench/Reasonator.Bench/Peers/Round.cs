namespace Reasonator.Bench.Peers;

/// <summary>One round: everything once, one after the other, so that all of it has the same machine.</summary>
/// <param name="Raw">Texts a second of the raw session loop.</param>
/// <param name="Many">The service, 32 texts a request.</param>
/// <param name="One">The service, one text a request.</param>
/// <param name="PeersMany">transformers.js, 32 texts a request, by its setting.</param>
/// <param name="PeerOne">Its fastest in one process, one text a request; null where there is none.</param>
/// <param name="Idle">Milliseconds of one text at a time, nothing else running; of transformers.js its fastest in one process.</param>
internal sealed record Round(double Raw, Loop Many, Loop One, IReadOnlyDictionary<PeerSetting, Loop> PeersMany, Loop? PeerOne, Idle Idle)
{
    /// <summary>Every second round goes the other way: what drifts is on neither side.</summary>
    public static Round Run(Service service, IReadOnlyDictionary<PeerKind, Peer> peers, Workload work, int callers, double seconds, bool backwards)
    {
        var single = peers.GetValueOrDefault(PeerKind.OneProcess);
        var many = new Dictionary<Server, Loop>();
        var one = new Dictionary<Server, Loop>();
        var raw = 0.0;
        Action[] parts =
        [
            .. peers.Values.Distinct().Where(peer => peer != single).Append(single).OfType<Peer>().Select(peer => Part(peer.Server, work.Many, many)),
            Part(service, work.Many, many),
            () => raw = Throughput.Raw(work.Model, work.Tokens, seconds),
            Part(service, work.One, one),
            .. single is null ? [] : new[] { Part(single.Server, work.One, one) },
        ];
        foreach (var part in backwards ? parts.Reverse() : parts)
        {
            part();
        }

        return new Round(
            raw, many[service], one[service], peers.Values.Distinct().ToDictionary(peer => peer.Setting, peer => many[peer.Server]),
            single is null ? null : one[single.Server], Idle.Run(service, single?.Server, work, seconds));

        Action Part(Server server, byte[][] requests, Dictionary<Server, Loop> into) => () =>
            into[server] = ClosedLoop.Run(server.Port, requests, requests == work.Many ? Workload.TextsPerRequest : 1, callers, seconds);
    }

    public override string ToString() =>
        $"raw {Raw:F0}/s; service {Many.TextsPerSecond / Raw:F3} at 32 a request, {One.TextsPerSecond / Raw:F3} at one; transformers.js "
        + (PeersMany.Count == 0 ? "none" : string.Join(", ", PeersMany.Values.Select(loop => $"{loop.TextsPerSecond / Raw:F3}")));
}
