using Reasonator.Admission;
using Reasonator.Caching;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Pipeline;

/// <summary>One run of one text, for all the jobs that want it. The queue's lock guards what changes.</summary>
/// <param name="key">Under which it is shared.</param>
/// <param name="tokens">What runs.</param>
internal sealed class TextRun(TextKey key, TokenSequence tokens)
{
    public TextKey Key => key;

    public TokenSequence Tokens => tokens;

    public WorkVolume Volume => WorkVolume.Of(tokens.Length);

    /// <summary>Timestamp since which it waits.</summary>
    public long Since { get; set; }

    /// <summary>Where it waits: the lane of the most urgent job that asked for it.</summary>
    public Lane Lane { get; set; }

    public RunState State { get; set; }

    /// <summary>The jobs that wait for it, and which of their texts it is. When the last one leaves, a waiting run is dropped.</summary>
    public List<(ScoreJob Job, int Index)> Subscribers { get; } = new(1);
}
