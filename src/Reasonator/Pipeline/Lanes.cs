using System.Threading.Channels;

namespace Reasonator.Pipeline;

/// <summary>Two bounded lanes of waiting runs, and whose turn it is. The queue's lock guards it.</summary>
internal sealed class Lanes(PipelineOptions options, TimeProvider time)
{
    private readonly Channel<TextRun>[] _lanes = [Bounded(options), Bounded(options)];
    private long _lastBatchTurn = time.GetTimestamp();

    public bool HasRoom(Lane lane, int count) => _lanes[(int)lane].Reader.Count + count <= options.QueueCapacity;

    /// <summary>Appends a run for which there is room to its lane.</summary>
    public void Add(TextRun run) => _lanes[(int)run.Lane].Writer.TryWrite(run);

    /// <summary>The first run that waits in a lane; what was dropped or moved before its turn came is taken off on the way.</summary>
    public TextRun? First(Lane lane)
    {
        var waiting = _lanes[(int)lane].Reader;
        while (waiting.TryPeek(out var run))
        {
            if (run.State == RunState.Waiting && run.Lane == lane)
            {
                return run;
            }

            waiting.TryRead(out _);
        }

        return null;
    }

    /// <summary>Takes the run whose turn it is; null when none waits.</summary>
    public TextRun? Take()
    {
        var (interactive, batch) = (First(Lane.Interactive), First(Lane.Batch));
        // Strict priority would starve the batch lane; a turn a period costs a caller at most one run.
        if (batch is not null
            && time.GetElapsedTime(batch.Since) > options.BatchTurn
            && time.GetElapsedTime(_lastBatchTurn) > options.BatchTurn)
        {
            _lastBatchTurn = time.GetTimestamp();
            interactive = null;
        }

        var run = interactive ?? batch;
        if (run is not null)
        {
            _lanes[(int)run.Lane].Reader.TryRead(out _);
        }

        return run;
    }

    // Wait mode and TryWrite: a Drop mode would answer true and lose somebody else's text.
    private static Channel<TextRun> Bounded(PipelineOptions options) => Channel.CreateBounded<TextRun>(
        new BoundedChannelOptions(options.QueueCapacity) { FullMode = BoundedChannelFullMode.Wait });
}
