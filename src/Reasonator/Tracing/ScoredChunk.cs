using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Reasonator.Batches;
using Reasonator.Scoring;

namespace Reasonator.Tracing;

/// <summary>A chunk of a batch that has its results: one row, as many scores as it has texts without an error.</summary>
internal sealed record ScoredChunk
{
    public required Guid ResultId { get; init; }

    public required Guid BatchId { get; init; }

    public required string RequestId { get; init; }

    public required string Caller { get; init; }

    public required string Mode { get; init; }

    /// <summary>A result a line.</summary>
    public required byte[] Results { get; init; }

    /// <summary>The SHA-256 of each text, one after the other.</summary>
    public required byte[] TextHashes { get; init; }

    public required string ModelSha { get; init; }

    public required string Fingerprint { get; init; }

    public required bool Stale { get; init; }

    public required bool Rescorable { get; init; }

    /// <summary>Its scores that are wanted, in their order; read from their lines one by one.</summary>
    public IEnumerable<TracedScore> Scores(ScoreFilter filter)
    {
        var known = filter.After is { } after && after.Id == ResultId ? after.Index : -1;
        foreach (var (index, line) in Lines.Split(Results).Index().Skip(known + 1))
        {
            if (IsOf(filter.TextSha256, index)
                && JsonSerializer.Deserialize(Results.AsSpan(line), ScoringJson.Default.ScoreResult) is { Label: { } label, Sentiment: { } sentiment, Scores: { } scores, Tokens: { } tokens } result)
            {
                yield return Trace(index, result.Id, label, sentiment, scores, tokens);
            }
        }
    }

    private TracedScore Trace(int index, string item, string label, double sentiment, Scores scores, int tokens) => new()
    {
        Id = new ScoreCursor(ResultId, index).ToString(),
        // A UUID of version 7 begins with its milliseconds, in 48 bits.
        ScoredAt = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(ResultId.ToByteArray(bigEndian: true)) >>> 16).UtcDateTime,
        Caller = Caller,
        RequestId = RequestId,
        BatchId = BatchId,
        ItemId = item,
        Mode = Mode,
        TextSha256 = Convert.ToHexStringLower(Hash(index)),
        Tokens = tokens,
        Label = label,
        Sentiment = sentiment,
        Scores = scores,
        ModelSha = ModelSha,
        Fingerprint = Fingerprint,
        Stale = Stale,
        Rescorable = Rescorable,
    };

    private bool IsOf(byte[]? text, int index) => text is null || Hash(index).SequenceEqual(text);

    private ReadOnlySpan<byte> Hash(int index) => TextHashes.AsSpan(index * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes);
}
