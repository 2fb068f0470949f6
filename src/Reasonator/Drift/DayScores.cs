namespace Reasonator.Drift;

/// <summary>The scores of a day, by the weights that made them.</summary>
internal sealed class DayScores(DateOnly day)
{
    private static readonly DayTally Nothing = new();

    private readonly Dictionary<string, DayTally> _models = [];

    public DateOnly Day => day;

    /// <summary>Whether the day has more scores than were read: these are its latest.</summary>
    public bool IsSample { get; set; }

    public int Count => _models.Values.Sum(tally => tally.Count);

    /// <summary>The weights that made the most of them; null where there are none.</summary>
    public string? Model => _models.Count == 0 ? null : _models.MaxBy(model => model.Value.Count).Key;

    public DayTally Of(string? model) => model is not null && _models.TryGetValue(model, out var tally) ? tally : Nothing;

    public DayTally OfOrNew(string model) => _models.TryGetValue(model, out var tally) ? tally : _models[model] = new DayTally();
}
