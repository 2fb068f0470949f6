namespace Reasonator.Batches;

/// <summary>What the scoring of a chunk gave.</summary>
/// <param name="Lines">A result a line (see <see cref="BatchResult"/>), in the order of the texts.</param>
/// <param name="TextHashes">The SHA-256 of each text, one after the other.</param>
/// <param name="Done">Texts that have a score.</param>
/// <param name="Failed">Texts that have an error instead.</param>
/// <param name="ModelSha">Of the weights that made them.</param>
/// <param name="Fingerprint">Same fingerprint, same bits.</param>
/// <param name="Lineage">Another one makes them stale.</param>
internal sealed record ChunkResults(byte[] Lines, byte[] TextHashes, int Done, int Failed, string ModelSha, string Fingerprint, string Lineage);
