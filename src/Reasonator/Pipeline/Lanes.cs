using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Reasonator.Pipeline;

/// <summary>Two bounded lanes of waiting texts, and whose turn it is. The queue's lock guards it.</summary>
internal sealed class Lanes(PipelineOptions options, TimeProvider time)
{
    private readonly Channel<WorkItem>[] _lanes = [Bounded(options), Bounded(options)];
    private long _lastBatchTurn = time.GetTimestamp();

    public bool HasRoom(Lane lane, int count) => _lanes[(int)lane].Reader.Count + count <= options.QueueCapacity;

    /// <summary>Appends the texts of a job for which there is room.</summary>
    public void Add(ScoreJob job, long now)
    {
        var lane = _lanes[(int)job.Lane].Writer;
        for (var i = 0; i < job.Count; i++)
        {
            lane.TryWrite(new WorkItem(job, i, now));
        }
    }

    /// <summary>Takes the text whose turn it is; false when none waits.</summary>
    public bool TryTake([MaybeNullWhen(false)] out WorkItem item)
    {
        var (interactive, batch) = (_lanes[(int)Lane.Interactive].Reader, _lanes[(int)Lane.Batch].Reader);
        // Strict priority would starve the batch lane; a turn a period costs a caller at most one run.
        if (batch.TryPeek(out var oldest)
            && time.GetElapsedTime(oldest.Since) > options.BatchTurn
            && time.GetElapsedTime(_lastBatchTurn) > options.BatchTurn)
        {
            _lastBatchTurn = time.GetTimestamp();
            return batch.TryRead(out item);
        }

        return interactive.TryRead(out item) || batch.TryRead(out item);
    }

    /// <summary>Shows every waiting text once; each stays in its place.</summary>
    public void ForEach(Action<WorkItem> see)
    {
        foreach (var lane in _lanes)
        {
            for (var n = lane.Reader.Count; n > 0 && lane.Reader.TryRead(out var item); n--)
            {
                see(item);
                lane.Writer.TryWrite(item);
            }
        }
    }

    // Wait mode and TryWrite: a Drop mode would answer true and lose somebody else's text.
    private static Channel<WorkItem> Bounded(PipelineOptions options) => Channel.CreateBounded<WorkItem>(
        new BoundedChannelOptions(options.QueueCapacity) { FullMode = BoundedChannelFullMode.Wait });
}
