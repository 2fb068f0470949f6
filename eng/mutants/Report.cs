namespace Reasonator.Mutants;

/// <summary>The verdicts: a line each as they come, also into a file, and a table at the end.</summary>
internal sealed class Report : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _file;
    private readonly List<(Mutant Mutant, Verdict Verdict)> _all = [];

    public Report(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = new StreamWriter(path) { AutoFlush = true };
    }

    public void Add(Mutant mutant, Verdict verdict, string by)
    {
        lock (_lock)
        {
            _all.Add((mutant, verdict));
            _file.WriteLine(string.Join('\t', verdict, mutant.Group, mutant.File, mutant.Line, mutant.Was, mutant.Becomes, by));
            if (verdict is Verdict.Survived or Verdict.TimedOut)
            {
                Console.WriteLine($"  {verdict}  {mutant.File}:{mutant.Line}  {mutant.Was}  ->  {(mutant.Becomes == "" ? "(removed)" : mutant.Becomes)}");
            }
        }
    }

    /// <summary>Writes the table and the closing line; the number of mutants that survived.</summary>
    public int Close()
    {
        Console.WriteLine("| group | mutants | killed | timed out | survived |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var group in _all.GroupBy(entry => entry.Mutant.Group))
        {
            Console.WriteLine($"| {group.Key} | {Counted(group)} | {Count(group, Verdict.Killed)} | {Count(group, Verdict.TimedOut)} | {Count(group, Verdict.Survived)} |");
        }

        Console.WriteLine(
            $"{Counted(_all)} mutants: {Count(_all, Verdict.Killed)} killed, {Count(_all, Verdict.TimedOut)} timed out, {Count(_all, Verdict.Survived)} survived "
            + $"({Count(_all, Verdict.Invalid)} more do not compile)");
        return Count(_all, Verdict.Survived);
    }

    public void Dispose() => _file.Dispose();

    private static int Counted(IEnumerable<(Mutant Mutant, Verdict Verdict)> entries) => entries.Count(entry => entry.Verdict != Verdict.Invalid);

    private static int Count(IEnumerable<(Mutant Mutant, Verdict Verdict)> entries, Verdict verdict) => entries.Count(entry => entry.Verdict == verdict);
}
