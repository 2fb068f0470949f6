namespace Reasonator.Batches;

/// <summary>Marks an endpoint as one that answers from the database.</summary>
internal sealed record StoreRequirement;
