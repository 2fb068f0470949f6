using Reasonator.Admission;
using Reasonator.Caching;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Pipeline;

/// <summary>One run of one text, for all the jobs that want it. The queue's lock guards what changes.</summary>
internal sealed class TextRun(JobText text, Lane lane, long since)
{
    public TextKey Key => text.Key;

    public TokenSequence Tokens => text.Tokens;

    public WorkVolume Volume { get; } = WorkVolume.Of(text.Tokens.Length);

    /// <summary>Timestamp since which it waits.</summary>
    public long Since => since;

    /// <summary>Where it waits: the lane of the most urgent job that asked for it.</summary>
    public Lane Lane { get; set; } = lane;

    public RunState State { get; set; }

    /// <summary>The jobs that wait for it, and which of their texts it is. When the last one leaves, a waiting run is dropped.</summary>
    public List<(ScoreJob Job, int Index)> Subscribers { get; } = new(1);
}
