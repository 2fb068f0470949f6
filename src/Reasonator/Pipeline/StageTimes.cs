using System.Globalization;

namespace Reasonator.Pipeline;

/// <summary>When a request, or a batch's chunk, was where: timestamps of the service's clock; 0 for what never was.</summary>
/// <param name="Received">It was there.</param>
/// <param name="Tokenized">Its texts were ids, and it went to the queue.</param>
/// <param name="Started">The first of its runs began, or its waiting for one ended.</param>
/// <param name="Ended">The last of its runs ended.</param>
/// <param name="Answered">What to answer was known.</param>
internal readonly record struct StageTimes(long Received, long Tokenized, long Started, long Ended, long Answered)
{
    /// <summary>The times of a job that the queue has answered.</summary>
    public static StageTimes Of(ScoreJob job, long tokenized, long answered) =>
        new(job.Received, tokenized, job.FirstStarted > 0 ? job.FirstStarted : answered, job.LastEnded, answered);

    /// <summary>The times of a request that the cache answered whole.</summary>
    public static StageTimes WithoutRuns(long received, long tokenized) => new(received, tokenized, 0, 0, tokenized);

    /// <summary>The header <c>Server-Timing</c>, in milliseconds.</summary>
    public string ToHeader(TimeProvider time)
    {
        double Between(long from, long to) => to > from ? time.GetElapsedTime(from, to).TotalMilliseconds : 0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"tok;dur={Between(Received, Tokenized):F3}, queue;dur={Between(Tokenized, Started):F3}, infer;dur={Between(Started, Ended):F3}");
    }
}
