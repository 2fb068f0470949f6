using Reasonator.Models;
using Reasonator.Scoring;

namespace Reasonator.Batches;

/// <summary>A run of items that is one row: where it begins, how many they are, and the tokens that they cost.</summary>
internal readonly record struct ChunkCut(int First, int Items, int Tokens)
{
    /// <summary>Cuts a request into chunks, sized by the tokens that the model will read; null when an item has more sentences than the queue holds.</summary>
    public static IReadOnlyList<ChunkCut>? Cut(ScoreRequest request, LoadedModel model, BatchOptions options, int queueCapacity)
    {
        var cuts = new List<ChunkCut>();
        var (first, tokens, runs) = (0, 0, 0);
        for (var i = 0; i < request.Items.Count; i++)
        {
            var (itemTokens, itemRuns) = Cost(request, request.Items[i].Text, model);
            if (itemRuns > queueCapacity)
            {
                return null;
            }

            if (i > first && (tokens + itemTokens > options.ChunkTokens || runs + itemRuns > options.ChunkRuns))
            {
                cuts.Add(new ChunkCut(first, i - first, tokens));
                (first, tokens, runs) = (i, 0, 0);
            }

            tokens += itemTokens;
            runs += itemRuns;
        }

        cuts.Add(new ChunkCut(first, request.Items.Count - first, tokens));
        return cuts;
    }

    private static (int Tokens, int Runs) Cost(ScoreRequest request, string text, LoadedModel model)
    {
        var spans = ScorePlan.Spans(request, text, model);
        return (spans.Sum(span => model.Tokenize(span.Of(text)).Length), spans.Count);
    }
}
