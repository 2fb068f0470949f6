namespace Reasonator.Batches;

/// <summary>A chunk that this process works on, as long as the lease is its own.</summary>
internal sealed record ClaimedChunk
{
    public required Guid Id { get; init; }

    public required Guid JobId { get; init; }

    public required Guid Lease { get; init; }

    public required string Mode { get; init; }

    /// <summary>An item a line (see <see cref="ItemLines"/>).</summary>
    public required byte[] Texts { get; init; }

    /// <summary>Of a rescoring: the earlier results, a <see cref="PreviousScore"/> a line.</summary>
    public byte[]? Previous { get; init; }

    /// <summary>Processes that have begun it, this one included.</summary>
    public required int Attempts { get; init; }
}
