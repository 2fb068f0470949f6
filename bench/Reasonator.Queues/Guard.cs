namespace Reasonator.Queues;

/// <summary>What a finished job of Hangfire asks before it writes its result.</summary>
internal enum Guard
{
    /// <summary>Nothing: what the library alone promises.</summary>
    None,

    /// <summary>Hangfire's own cancellation token.</summary>
    Token,

    /// <summary>Our row: `where result is null`.</summary>
    Row,
}
