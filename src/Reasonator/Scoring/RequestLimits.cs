namespace Reasonator.Scoring;

/// <summary>What a route takes: how many texts in a body of how many bytes, and whether one may be explained.</summary>
internal sealed record RequestLimits(int Items, int Bytes, bool MayExplain)
{
    public const int MostBatchItems = 10_000;

    public static readonly RequestLimits Score = new(ScoreRequest.MostItems, ScoreRequest.MostBytes, MayExplain: true);
    public static readonly RequestLimits Batch = new(MostBatchItems, 16 << 20, MayExplain: false);
}
