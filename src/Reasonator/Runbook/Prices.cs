namespace Reasonator.Runbook;

/// <summary>US dollars a month, as the platform listed them in 2024 to 2026; docs/cost.md has the sources.</summary>
internal static class Prices
{
    /// <summary>Shared by every Eco dyno of the account: paid once, and with it 1,000 hours a month for all of them.</summary>
    public const decimal EcoPool = 5;

    public const int EcoPoolHours = 1000;

    public static readonly IReadOnlyDictionary<string, decimal> Dyno = new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase)
    {
        ["eco"] = 0,
        ["basic"] = 7,
        ["standard-1x"] = 25,
        ["standard-2x"] = 50,
    };

    public static readonly IReadOnlyDictionary<string, decimal> Database = new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase)
    {
        [AppSteps.SmallDatabase] = 5,
        [AppSteps.LargeDatabase] = 9,
    };
}
