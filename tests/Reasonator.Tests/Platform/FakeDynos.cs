namespace Reasonator.Tests.Platform;

/// <summary>One process type of an app.</summary>
internal sealed class FakeDynos
{
    public string Id { get; } = $"{Guid.NewGuid()}";

    public required string Type { get; init; }

    public required string Command { get; set; }

    public required string Size { get; set; }

    public int Quantity { get; set; }

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset Updated { get; set; }
}
