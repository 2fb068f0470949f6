using System.Collections.Concurrent;

namespace Reasonator.Mutants;

/// <summary>The mutants of one group, each against the group's tests.</summary>
internal sealed class Campaign(Group group, Build build, Repository repository, int jobs, Report report)
{
    private readonly ConcurrentBag<TestFolder> _folders = [];
    private readonly List<TimeSpan> _limits = [];

    private string Assembly => group.Project + ".dll";

    public async Task RunAsync(string file)
    {
        var files = group.Sources
            .SelectMany(source => build.Files(Path.Combine(repository.Root, "src", group.Project, source)))
            .Where(tree => file == "" || Path.GetFileName(tree.FilePath) == file);
        var mutants = Mutant.Of(group.Name, files).Where(mutant => !report.IsSettled(mutant)).ToList();
        if (mutants.Count == 0)
        {
            return;
        }

        for (var i = 0; i < jobs; i++)
        {
            _folders.Add(new TestFolder(repository.Built(group.Tests), repository.Work($"{group.Name}-{i}")));
        }

        await MeasureAsync();
        Console.WriteLine($"{group.Name}: {mutants.Count} mutants, tests pass without one; limits {string.Join(", ", _limits.Select(limit => $"{limit.TotalSeconds:F0} s"))}");
        await Parallel.ForEachAsync(new Batches(build).Of(mutants), new ParallelOptions { MaxDegreeOfParallelism = jobs }, async (made, _) => await TryAsync(made.Mutant, made.Assembly));
    }

    /// <summary>What the tests say without a mutant, and how long they may take with one.</summary>
    private async Task MeasureAsync()
    {
        _folders.TryPeek(out var folder);
        folder!.Put(Assembly, build.Unchanged);
        foreach (var stage in group.Stages)
        {
            var run = await folder.RunAsync(stage, TimeSpan.FromMinutes(5));
            if (!run.Green)
            {
                throw new InvalidOperationException($"{group.Name}: without a mutant {run.Total} tests ran, and {(run.Code == 0 ? "none is there" : run.Failed)}.");
            }

            // A neighbour that takes the cores must not make a mutant look hung.
            _limits.Add((run.Took * 4) + TimeSpan.FromSeconds(15));
        }
    }

    private async Task TryAsync(Mutant mutant, byte[]? assembly)
    {
        if (assembly is null)
        {
            report.Add(mutant, Verdict.Invalid, "");
            return;
        }

        _folders.TryTake(out var folder);
        folder!.Put(Assembly, assembly);
        foreach (var (stage, limit) in group.Stages.Zip(_limits))
        {
            var run = await folder.RunAsync(stage, limit, mutant.Id);
            if (!run.Green)
            {
                report.Add(mutant, run.Code is null ? Verdict.TimedOut : Verdict.Killed, run.Failed);
                _folders.Add(folder);
                return;
            }
        }

        report.Add(mutant, Verdict.Survived, "");
        _folders.Add(folder);
    }
}
