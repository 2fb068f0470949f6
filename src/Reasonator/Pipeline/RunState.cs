namespace Reasonator.Pipeline;

/// <summary>How far a run is.</summary>
internal enum RunState
{
    Waiting,

    /// <summary>Stays so when it has ended: then it is in no account any more.</summary>
    Running,

    /// <summary>Nobody waits for it any more; it never ran.</summary>
    Dropped,
}
