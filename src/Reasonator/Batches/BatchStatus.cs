namespace Reasonator.Batches;

/// <summary>How far a batch is, as the contract and the table say it.</summary>
internal static class BatchStatus
{
    /// <summary>None of its chunks was begun.</summary>
    public const string Queued = "queued";

    public const string Running = "running";

    /// <summary>Every text has its score or, where the runtime failed at it, its error.</summary>
    public const string Done = "done";

    /// <summary>The runtime failed at every text.</summary>
    public const string Failed = "failed";

    /// <summary>What had run when it was cancelled keeps its results.</summary>
    public const string Cancelled = "cancelled";
}
