using Reasonator.Inference.Tokenization;

namespace Reasonator.Inference.Runtime;

/// <summary>Runs one token sequence. Safe to call from as many threads as there are cores.</summary>
public interface ISentimentModel : IDisposable
{
    /// <summary>Returns the logits of one unpadded sequence; its bits depend on nothing else.</summary>
    Logits Infer(TokenSequence tokens);
}
