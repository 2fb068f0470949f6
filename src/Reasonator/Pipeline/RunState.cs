namespace Reasonator.Pipeline;

/// <summary>How far a run is.</summary>
internal enum RunState
{
    Waiting,
    Running,
    Done,

    /// <summary>Nobody waits for it any more; it never ran.</summary>
    Dropped,
}
