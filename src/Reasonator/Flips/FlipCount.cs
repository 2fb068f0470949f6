namespace Reasonator.Flips;

/// <summary>What a rescoring changed, counted item by item; only the largest changes are kept.</summary>
internal sealed class FlipCount
{
    public const int MostShown = 20;

    private readonly PriorityQueue<RescoredItem, double> _largest = new();
    private readonly Dictionary<(string Old, string New), long> _moves = [];
    private double _sum;
    private double _sumOfSizes;

    public SortedDictionary<string, long> OldModels { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, long> NewModels { get; } = new(StringComparer.Ordinal);

    public long Items { get; private set; }

    /// <summary>Items that have both scores; every figure is of them.</summary>
    public long Compared { get; private set; }

    public long Flips { get; private set; }

    public double MeanChange => _sum / Compared;

    public double MeanSize => _sumOfSizes / Compared;

    /// <summary>The items whose sentiment changed most, the largest first; equal changes in the order of their ids.</summary>
    public IReadOnlyList<RescoredItem> Largest =>
        [.. _largest.UnorderedItems.Select(entry => entry.Element).OrderByDescending(Size).ThenBy(item => item.Id, StringComparer.Ordinal)];

    public long Moves(string from, string to) => _moves.GetValueOrDefault((from, to));

    public void Add(RescoredItem item)
    {
        Items++;
        OldModels[item.Previous.ModelSha] = OldModels.GetValueOrDefault(item.Previous.ModelSha) + 1;
        NewModels[item.ModelSha] = NewModels.GetValueOrDefault(item.ModelSha) + 1;
        if (!item.IsComparable)
        {
            return;
        }

        Compared++;
        Flips += item.IsFlipped ? 1 : 0;
        var move = (item.Previous.Label!, item.Label!);
        _moves[move] = _moves.GetValueOrDefault(move) + 1;
        _sum += item.Change ?? 0;
        _sumOfSizes += Size(item);
        _largest.Enqueue(item, Size(item));
        if (_largest.Count > MostShown)
        {
            _largest.Dequeue();
        }
    }

    private static double Size(RescoredItem item) => Math.Abs(item.Change ?? 0);
}
