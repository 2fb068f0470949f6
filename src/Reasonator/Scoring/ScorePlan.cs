using Reasonator.Caching;
using Reasonator.Models;
using Reasonator.Pipeline;
using Reasonator.Store;
using Reasonator.Texts;

namespace Reasonator.Scoring;

/// <summary>What has to be scored to answer a request, and how its items' results come of it.</summary>
internal sealed class ScorePlan
{
    private readonly LoadedModel _model;
    private readonly RequestTexts _texts;
    private readonly List<(string Id, TextDigest Text, TextPart[] Parts)> _items = [];
    private readonly Func<string, IReadOnlyList<ScoredPart>, ScoreResult> _compose;

    /// <param name="request">A valid request; its texts are not kept.</param>
    /// <param name="spans">The parts of each of its items (see <see cref="Spans"/>).</param>
    /// <param name="model">What the texts are tokenized for.</param>
    /// <param name="cache">What is known already.</param>
    public ScorePlan(ScoreRequest request, IReadOnlyList<IReadOnlyList<TextSpan>> spans, LoadedModel model, ScoreCache cache)
    {
        _model = model;
        _texts = new RequestTexts(model, cache);
        IsDocument = request.IsDocument;
        _compose = request.Explain is true ? ScoreResult.OfExplained : request.IsDocument ? ScoreResult.OfDocument : ScoreResult.OfText;
        foreach (var (item, parts) in request.Items.Zip(spans))
        {
            _items.Add((item.Id!, TextDigest.Of(item.Text), [.. parts.Select((span, i) => new TextPart(span, _texts.Add(Text(request, item.Text, span, i))))]));
        }
    }

    public int Count => _items.Count;

    public bool IsDocument { get; }

    /// <summary>The parts of a text that are scored: itself, its sentences, or itself and then its words.</summary>
    public static IReadOnlyList<TextSpan> Spans(ScoreRequest request, string text, LoadedModel model)
    {
        var whole = new TextSpan(0, text.Length);
        if (request.Explain is true)
        {
            return [whole, .. Words.Split(text)];
        }

        return request.IsDocument ? Sentences(text, model) : [whole];
    }

    /// <summary>The job of what must run; null when everything is known already.</summary>
    public ScoreJob? ToJob(TimeSpan deadline, long received, Lane lane = Lane.Interactive) => _texts.ToJob(deadline, received, lane);

    public string Id(int item) => _items[item].Id;

    /// <summary>What is kept of an item's text.</summary>
    public TextDigest Text(int item) => _items[item].Text;

    /// <summary>The result of an item after the job; null when a run that it needs failed.</summary>
    public ScoreResult? Result(int item)
    {
        var (id, _, parts) = _items[item];
        var scored = new ScoredPart[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!_texts.TryScore(parts[i].Place, out var score, out var cached))
            {
                return null;
            }

            scored[i] = new ScoredPart(parts[i].Span, _model.Labels.ToVerdict(score.Logits), score.Tokens, score.Truncated, cached);
        }

        return _compose(id, scored);
    }

    /// <summary>What is scored for a part: of an explained text's words, the text without it.</summary>
    private static ReadOnlySpan<char> Text(ScoreRequest request, string text, TextSpan part, int index) =>
        request.Explain is true && index > 0 ? Words.Without(text, part) : part.Of(text);

    private static List<TextSpan> Sentences(string text, LoadedModel model)
    {
        var parts = new List<TextSpan>();
        foreach (var sentence in SentenceSplitter.Split(text))
        {
            LongSentence.Divide(text, sentence, model.Manifest.MaxTokens, part => !model.Tokenize(part).Truncated, parts);
        }

        return parts;
    }
}
