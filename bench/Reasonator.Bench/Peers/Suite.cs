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
        if (noPeer is not null)
        {
            Console.WriteLine($"Without transformers.js: {noPeer}.");
        }

        Subject[] subjects = [Subject.Mini(), Subject.Base()];
        var all = new List<Measured>();
        foreach (var subject in subjects)
        {
            all.Add(await MeasureAsync(subject, plan, noPeer is null));
        }

        var line = Figures.Of(all, plan, noPeer);
        foreach (var subject in subjects)
        {
            Console.WriteLine($"\n{subject.Name}, model {subject.Sha}\n\n{new Table(line, subject)}");
        }

        Console.WriteLine($"\n{(quick ? "A quick look: figures to be told are of ./bench/run without --quick. " : "")}{clock.Elapsed.TotalSeconds:F0} s; load average {Place.Load()}.");
        if (json)
        {
            Console.WriteLine(line.ToJsonString());
        }

        return 0;
    }

    private static async Task<Measured> MeasureAsync(Subject subject, Plan plan, bool peers)
    {
        Console.WriteLine($"{subject.Name}: {subject.Sha}");
        using var work = new Workload(subject.Folder);
        var compared = await Comparison.RunAsync(subject, work, plan, peers);
        var seconds = plan.SecondsOf(subject);
        var service = await Footprint.OfAsync(async () => await Service.StartAsync(subject.Folder, remembers: true), work, plan, seconds);
        var raw = await RawProcess.MeasureAsync(subject.Folder);
        var footprints = new Dictionary<PeerSetting, Footprint>();
        // A quick look is at the one that the goal is measured by.
        foreach (var setting in compared.Settings.Where(of => !plan.Quick || of.Key == PeerKind.OneProcess).Select(of => of.Value).Distinct())
        {
            footprints[setting] = await Footprint.OfAsync(async () => await PeerServer.StartAsync(subject.PeerFolder, setting), work, plan, seconds);
        }

        return new Measured(subject, compared, service, raw, footprints);
    }
}
