namespace Reasonator.Batches;

/// <summary>A chunk as its readers see it.</summary>
/// <param name="Number">Its place in the batch, from 0.</param>
/// <param name="Results">A result a line; null until all of its texts have one.</param>
/// <param name="IsActive">Its batch had not ended at that moment.</param>
internal sealed record StoredChunk(int Number, byte[]? Results, bool IsActive);
