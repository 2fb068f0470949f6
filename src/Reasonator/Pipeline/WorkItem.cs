namespace Reasonator.Pipeline;

/// <summary>One text of a job, as it waits in a lane since a timestamp.</summary>
internal readonly record struct WorkItem(ScoreJob Job, int Index, long Since);
