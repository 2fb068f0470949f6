using System.Diagnostics;
using Reasonator.Inference.Runtime;

namespace Reasonator.Bench.Peers;

/// <summary>The service beside the raw session loop and transformers.js: the same texts, the same weights, interleaved.</summary>
internal static class Suite
{
    public static async Task<int> RunAsync(bool quick, bool json)
    {
        NativeHeap.Tune();
        var clock = Stopwatch.StartNew();
        var plan = Plan.Of(quick);
        Console.WriteLine($"{Place.Machine()}; load average {Place.Load()}; commit {Place.Commit()}");
        var noPeer = NodePackages.Install();
        Subject[] subjects = [Subject.Mini(), Subject.Base()];
        var all = new List<Measured>();
        foreach (var subject in subjects)
        {
            var (measured, reason) = await MeasureAsync(subject, plan, noPeer);
            all.Add(measured);
            if (reason is not null)
            {
                Console.WriteLine($"  no transformers.js with {subject.Name}: {reason}");
                noPeer ??= reason;
            }
        }

        var line = Figures.Of(all, plan, noPeer);
        foreach (var subject in subjects)
        {
            Console.WriteLine($"\n{subject.Name}, model {subject.Sha}; transformers.js: {line[$"transformersjs_setting_{subject.Name}"] ?? "none"}\n\n{Table.Of(line, subject)}");
        }

        Console.WriteLine($"\n{(quick ? "A quick look: figures to be told are of ./bench/run without --quick. " : "")}{clock.Elapsed.TotalSeconds:F0} s; load average {Place.Load()}.");
        if (json)
        {
            Console.WriteLine(line.ToJsonString());
        }

        return 0;
    }

    private static async Task<(Measured Measured, string? NoPeer)> MeasureAsync(Subject subject, Plan plan, string? noPeer)
    {
        Console.WriteLine($"{subject.Name}: {subject.Sha}");
        using var work = new Workload(subject.Folder);
        var (rounds, setting, agreement, reason) = await CompareAsync(subject, work, plan, noPeer);
        var seconds = plan.SecondsOf(subject) * 2;
        var service = await Footprint.OfAsync(async () => await Service.StartAsync(subject.Folder, remembers: true), work, plan, seconds);
        var peer = setting is null ? null
            : await Footprint.OfAsync(async () => await PeerServer.StartAsync(subject.PeerFolder, setting), work, plan, seconds);
        var raw = await RawProcess.MeasureAsync(subject.Folder);
        return (new Measured(subject, rounds, service, raw, setting is null ? null : new(setting, agreement, peer!)), reason);
    }

    private static async Task<(List<Round> Rounds, PeerSetting? Setting, double Agreement, string? NoPeer)> CompareAsync(
        Subject subject, Workload work, Plan plan, string? noPeer)
    {
        var best = noPeer is null ? await Trial.BestAsync(subject, work, plan) : null;
        await using var peer = best?.Server;
        await using var service = await Service.StartAsync(subject.Folder);
        var agreement = peer is null ? 0 : await Agreement.OfAsync(service, peer, work.Many);
        noPeer ??= peer is null ? "no setting runs" : null;
        // Random weights have no labels to agree on.
        noPeer ??= subject.Name == "mini" && agreement < Agreement.Least ? $"only {agreement:P1} of its labels are the service's" : null;
        var rounds = new List<Round>();
        for (var round = 0; round <= plan.Rounds; round++)
        {
            var seconds = round == 0 ? plan.SecondsOf(subject) / 2 : plan.SecondsOf(subject);
            rounds.Add(await Round.RunAsync(service, noPeer is null ? peer : null, work, seconds, backwards: round % 2 == 0));
            Console.WriteLine($"  {(round == 0 ? "warm-up" : $"round {round}")}: {rounds[^1]}");
        }

        return (rounds[1..], noPeer is null ? best?.Setting : null, agreement, noPeer);
    }
}
