namespace Reasonator.Tests.Platform;

/// <summary>A hostname of an app.</summary>
internal sealed class FakeDomain(string hostname, DateTimeOffset created)
{
    public string Id { get; } = $"{Guid.NewGuid()}";

    public string Hostname { get; } = hostname;

    /// <summary>What its CNAME must point at; null as long as the platform has not made it.</summary>
    public string? Target { get; set; } = $"{string.Concat(Guid.NewGuid().ToString("N").Select(c => (char)('a' + (c % 20))))[..20]}.herokudns.com";

    public DateTimeOffset Created { get; set; } = created;

    public string Status { get; set; } = "succeeded";

    /// <summary>pending, failing, failed or cert issued.</summary>
    public string AcmStatus { get; set; } = "pending";
}
