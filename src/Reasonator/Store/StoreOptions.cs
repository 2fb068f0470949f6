using System.Globalization;
using Reasonator.Hosting;

namespace Reasonator.Store;

/// <summary>Where scores are kept, and how many.</summary>
internal sealed record StoreOptions
{
    public const int DefaultRowBudget = 10_000;
    public const int LeastRowBudget = 100;
    public const int MostRowBudget = 1_000_000;

    /// <summary>The driver's connection string; null where there is no database.</summary>
    public string? Database { get; init; }

    /// <summary>The most rows that the database may hold.</summary>
    public int RowBudget { get; init; } = DefaultRowBudget;

    /// <summary>The most memory that events may take that are not written yet: some thousand events.</summary>
    public int BufferBytes { get; init; } = 2 << 20;

    /// <summary>How long the writer lets events come together.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The first wait after a failure; each one that follows is twice as long.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stopping process tries to write what is left.</summary>
    public TimeSpan LastWrite { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often rows that are kept no longer are looked for while nothing is written.</summary>
    public TimeSpan RetentionPeriod { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Reads <c>DATABASE_URL</c> and <c>ROW_BUDGET</c>.</summary>
    /// <exception cref="ConfigurationException">One of them is not usable.</exception>
    public static StoreOptions Read(IConfiguration configuration) => new()
    {
        Database = configuration[DatabaseUrl.Variable] is { Length: > 0 } url ? DatabaseUrl.Parse(url).ConnectionString : null,
        RowBudget = ReadRowBudget(configuration["ROW_BUDGET"]),
    };

    private static int ReadRowBudget(string? value) => value switch
    {
        null or "" => DefaultRowBudget,
        _ when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows is >= LeastRowBudget and <= MostRowBudget => rows,
        _ => throw new ConfigurationException($"ROW_BUDGET is '{value}': give a number of rows from {LeastRowBudget} to {MostRowBudget}, or leave it out for {DefaultRowBudget}."),
    };
}
