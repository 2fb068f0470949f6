namespace Reasonator.Bench.Peers;

/// <summary>The rounds of one model: the service beside transformers.js.</summary>
/// <param name="Rounds">The counted ones.</param>
/// <param name="Settings">The fastest of each kind that counts.</param>
/// <param name="Agreement">Share of the texts that the fastest one in one process labels as the service does.</param>
internal sealed record Comparison(IReadOnlyList<Round> Rounds, IReadOnlyDictionary<PeerKind, PeerSetting> Settings, double? Agreement)
{
    private const int AgreementRequests = 8;

    // Two ways to quantise the same weights differ in one to four of a hundred labels.
    private const double LeastAgreement = 0.93;

    public static async Task<Comparison> RunAsync(Subject subject, Workload work, Plan plan, bool withPeers)
    {
        var peers = withPeers ? await Trial.BestAsync(subject, work, plan) : [];
        Peer[] running = [.. peers.Values.Distinct()];
        try
        {
            await using var service = await Service.StartAsync(subject.Folder);
            var agreements = new Dictionary<Peer, double>();
            foreach (var peer in running)
            {
                agreements[peer] = await AgreementAsync(service, peer, subject, work);
            }

            var counted = peers.Where(p => agreements[p.Value] >= LeastAgreement).ToDictionary();
            return new(
                RoundsOf(service, counted, subject, work, plan),
                counted.ToDictionary(p => p.Key, p => p.Value.Setting),
                counted.TryGetValue(PeerKind.OneProcess, out var single) ? agreements[single] : null);
        }
        finally
        {
            await Task.WhenAll(running.Select(peer => peer.DisposeAsync().AsTask()));
        }
    }

    private static async Task<double> AgreementAsync(Service service, Peer peer, Subject subject, Workload work)
    {
        // Random weights have no labels to speak of: one request shows that they are read alike.
        var agreement = await Labels.AgreementAsync(service, peer.Server, work.Many[..(subject.Name == "base" ? 1 : AgreementRequests)]);
        Console.WriteLine($"  {peer.Setting}: {agreement:P1} of the labels are the service's{(agreement < LeastAgreement ? ", so it does not count" : "")}");
        return agreement;
    }

    private static List<Round> RoundsOf(Service service, IReadOnlyDictionary<PeerKind, Peer> peers, Subject subject, Workload work, Plan plan)
    {
        var rounds = new List<Round>();
        for (var i = -plan.WarmUps; i < plan.RoundsOf(subject); i++)
        {
            rounds.Add(Round.Run(service, peers, work, plan.Callers, plan.SecondsOf(subject), backwards: i % 2 == 0));
            Console.WriteLine($"  {(i < 0 ? "warm-up" : $"round {i + 1}")}: {rounds[^1]}");
        }

        return rounds[plan.WarmUps..];
    }
}
