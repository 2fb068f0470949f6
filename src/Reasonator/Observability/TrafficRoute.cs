namespace Reasonator.Observability;

/// <summary>Marks an endpoint whose answers <see cref="Traffic"/> counts.</summary>
internal sealed record TrafficRoute;
