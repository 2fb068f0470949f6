namespace Reasonator.Mutants;

/// <summary>The verdicts: a line each as they come, also into a file, and a table at the end.</summary>
internal sealed class Report : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _file;
    private readonly List<(string Group, Verdict Verdict)> _all = [];
    private readonly Dictionary<string, int> _settled = [];

    /// <param name="path">The file of verdicts.</param>
    /// <param name="left">Whether what the file has stays true, but for the survivors, who are tried again.</param>
    public Report(string path, bool left)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var known = left && File.Exists(path) ? File.ReadAllLines(path).Where(line => !line.StartsWith($"{Verdict.Survived}\t", StringComparison.Ordinal)).ToList() : [];
        _file = new StreamWriter(path) { AutoFlush = true };
        foreach (var line in known)
        {
            var cells = line.Split('\t');
            var key = string.Join('\t', cells[1..6]);
            _settled[key] = _settled.GetValueOrDefault(key) + 1;
            _all.Add((cells[1], Enum.Parse<Verdict>(cells[0])));
            _file.WriteLine(line);
        }
    }

    /// <summary>Whether a mutant has its verdict already; of two that look alike in a line, each is asked about once.</summary>
    public bool IsSettled(Mutant mutant)
    {
        var count = _settled.GetValueOrDefault(Key(mutant));
        _settled[Key(mutant)] = count - 1;
        return count > 0;
    }

    public void Add(Mutant mutant, Verdict verdict, string by)
    {
        lock (_lock)
        {
            _all.Add((mutant.Group, verdict));
            _file.WriteLine($"{verdict}\t{Key(mutant)}\t{by}");
            if (verdict is Verdict.Survived or Verdict.TimedOut)
            {
                Console.WriteLine($"  {verdict}  {mutant.File}:{mutant.Line}  {mutant.Was}  ->  {(mutant.Becomes == "" ? "(removed)" : mutant.Becomes)}");
            }
        }
    }

    /// <summary>Writes the table and the closing line.</summary>
    public void Close()
    {
        Console.WriteLine("| group | mutants | killed | timed out | survived |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var group in _all.GroupBy(entry => entry.Group))
        {
            Console.WriteLine($"| {group.Key} | {Counted(group)} | {Count(group, Verdict.Killed)} | {Count(group, Verdict.TimedOut)} | {Count(group, Verdict.Survived)} |");
        }

        Console.WriteLine(
            $"{Counted(_all)} mutants: {Count(_all, Verdict.Killed)} killed, {Count(_all, Verdict.TimedOut)} timed out, {Count(_all, Verdict.Survived)} survived "
            + $"({Count(_all, Verdict.Invalid)} more do not compile)");
    }

    public void Dispose() => _file.Dispose();

    private static string Key(Mutant mutant) => string.Join('\t', mutant.Group, mutant.File, mutant.Line, mutant.Was, mutant.Becomes);

    private static int Counted(IEnumerable<(string Group, Verdict Verdict)> entries) => entries.Count(entry => entry.Verdict != Verdict.Invalid);

    private static int Count(IEnumerable<(string Group, Verdict Verdict)> entries, Verdict verdict) => entries.Count(entry => entry.Verdict == verdict);
}
