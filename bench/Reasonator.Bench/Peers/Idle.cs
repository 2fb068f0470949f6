using System.Diagnostics;

namespace Reasonator.Bench.Peers;

/// <summary>Milliseconds of one text at a time, each text by everyone before the next.</summary>
internal sealed record Idle(List<double> Raw, List<double> Service, List<double> Peer)
{
    public static Idle Run(Service service, PeerServer? peer, Workload work, double seconds)
    {
        using var ours = new Connection(service.Port);
        using var theirs = peer is null ? null : new Connection(peer.Port);
        var idle = new Idle([], [], []);
        var clock = Stopwatch.StartNew();
        for (var i = 0; clock.Elapsed.TotalSeconds < seconds; i = (i + 1) % work.Tokens.Length)
        {
            var at = Stopwatch.GetTimestamp();
            work.Model.Infer(work.Tokens[i]);
            idle.Raw.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            Take(ours, work.One[i], idle.Service);
            Take(theirs, work.One[i], idle.Peer);
        }

        return idle;
    }

    private static void Take(Connection? connection, byte[] request, List<double> into)
    {
        var at = Stopwatch.GetTimestamp();
        if (connection is not null && connection.Send(request) == 200)
        {
            into.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        }
    }
}
