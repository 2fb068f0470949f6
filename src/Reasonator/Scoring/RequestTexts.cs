using Reasonator.Caching;
using Reasonator.Models;
using Reasonator.Pipeline;

namespace Reasonator.Scoring;

/// <summary>
/// The distinct texts that a request needs scores of: those the cache knows, and those that must run. From here on a text
/// is its ids: what waits in the queue is small, and no text can leak from it.
/// </summary>
internal sealed class RequestTexts(LoadedModel model, ScoreCache cache)
{
    private Dictionary<TextKey, int> _places = [];
    private readonly List<(TextScore Score, int Run)> _texts = [];
    private List<TextRun> _toRun = [];
    private ScoreJob? _job;

    /// <summary>Adds a text unless it is there; its place.</summary>
    public int Add(ReadOnlySpan<char> text)
    {
        var key = TextKey.Of(model.Fingerprint, text);
        if (_places.TryGetValue(key, out var place))
        {
            return place;
        }

        if (cache.TryGet(key, out var score))
        {
            _texts.Add((score, -1));
        }
        else
        {
            _texts.Add((default, _toRun.Count));
            _toRun.Add(new TextRun(key, model.Tokenize(text)));
        }

        return _places[key] = _texts.Count - 1;
    }

    /// <summary>The job of the texts that must run; null when the cache knew them all.</summary>
    public ScoreJob? ToJob(TimeSpan deadline, long received, Lane lane)
    {
        _job = _toRun.Count > 0 ? new ScoreJob([.. _toRun], deadline, received, lane) : null;
        // A request may wait for seconds: what only its reading needed must not wait with it.
        _places = [];
        _toRun = [];
        return _job;
    }

    /// <summary>The score at a place, once the job has finished; false when its run failed.</summary>
    public bool TryScore(int place, out TextScore score, out bool cached)
    {
        (score, var run) = _texts[place];
        cached = run < 0;
        if (cached)
        {
            return true;
        }

        var tokens = _job!.Runs[run].Tokens;
        var succeeded = _job.Succeeded(run, out var logits);
        score = new TextScore(logits, tokens.Length, tokens.Truncated);
        return succeeded;
    }
}
