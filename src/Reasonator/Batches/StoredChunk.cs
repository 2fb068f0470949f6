namespace Reasonator.Batches;

/// <summary>A batch as the readers of its results see it, and the chunk that is next for them.</summary>
/// <param name="Number">The chunk's place in the batch, from 0; null when the batch has no such chunk.</param>
/// <param name="Results">A result a line; null until all of the chunk's texts have one.</param>
/// <param name="IsActive">The batch had not ended at that moment.</param>
/// <param name="Chunks">The batch's, also those that a cancel has dropped.</param>
internal sealed record StoredChunk(int? Number, byte[]? Results, bool IsActive, int Chunks);
