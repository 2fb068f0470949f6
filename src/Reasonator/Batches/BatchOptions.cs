namespace Reasonator.Batches;

/// <summary>The numbers of the durable batches.</summary>
internal sealed record BatchOptions
{
    /// <summary>Tokens of a chunk: some 240 headlines, so that 10,000 are some dozens of rows and a killed process loses seconds of work.</summary>
    public int ChunkTokens { get; init; } = 4096;

    /// <summary>Texts or sentences of a chunk; an item with more is a chunk of its own.</summary>
    public int ChunkRuns { get; init; } = 512;

    /// <summary>Chunks that a process works on at a time: the second keeps the workers busy while the first is stored.</summary>
    public int ChunksAtOnce { get; init; } = 2;

    /// <summary>How long a chunk belongs to a process that says nothing; then another takes it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a process renews its leases; a tenth of a minute loses none to a pause.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How often an idle process looks for chunks that others left.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Processes that may die over a chunk before its texts are given up.</summary>
    public int MostAttempts { get; init; } = 10;

    /// <summary>The share of the row budget that batches may take; the rest stays for events.</summary>
    public double RowShare { get; init; } = 0.75;

    /// <summary>How long the results of a batch are safe; after it they give way to a new batch that needs their room.</summary>
    public TimeSpan ResultsSafe { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a submission may wait for its turn, and then take to arrive: bodies are large, so one is read at a time.</summary>
    public TimeSpan SubmissionPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a stream of results looks for more.</summary>
    public TimeSpan ResultPoll { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A stream that has had nothing to send for so long ends; the platform's router would cut it at 55 s.</summary>
    public TimeSpan LongestSilence { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>The most rows of batches within a row budget.</summary>
    public int MostRows(int budget) => (int)(budget * RowShare);
}
