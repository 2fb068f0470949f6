using System.Text;
using System.Text.Json;
using Reasonator.Inference.Tokenization;
using Reasonator.Texts;

namespace Reasonator.Scoring;

/// <summary>
/// Reads a request's body strictly: an unknown or repeated field is a fault, because a typo that is ignored is a score
/// of something else. Malformed JSON or a wrong type ends the reading; every other fault is collected.
/// </summary>
internal ref struct ScoreRequestReader
{
    private readonly RequestLimits _limits;
    private readonly RequestFaults _faults;
    private readonly List<ScoreItem> _items = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private JsonCursor _json;
    private int _count;
    private string? _mode;
    private bool _explain;

    private ScoreRequestReader(ReadOnlySpan<byte> body, RequestLimits limits, RequestFaults faults)
    {
        _limits = limits;
        _faults = faults;
        _json = new JsonCursor(body, faults);
    }

    /// <summary>Reads a whole body.</summary>
    /// <param name="body">UTF-8, with or without a byte order mark.</param>
    /// <param name="limits">What the route takes.</param>
    /// <param name="faults">Takes every fault; the request is valid only when there is none.</param>
    /// <returns>What could be read, and how many items there were.</returns>
    public static (ScoreRequest Request, int Count) Read(ReadOnlySpan<byte> body, RequestLimits limits, RequestFaults faults)
    {
        var reader = new ScoreRequestReader(body.StartsWith(Encoding.UTF8.Preamble) ? body[3..] : body, limits, faults);
        try
        {
            reader.ReadRequest();
        }
        catch (MalformedRequestException e)
        {
            faults.Add(e.Pointer, e.Message);
        }
        catch (JsonException e)
        {
            faults.Add(reader._json.Pointer, $"Malformed JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}; at most {ScoreRequest.DeepestNesting} levels of nesting are read.");
        }
        catch (DecoderFallbackException)
        {
            faults.Add(reader._json.Pointer, "The body is not UTF-8.");
        }

        return (new ScoreRequest { Items = reader._items, Mode = reader._mode, Explain = reader._explain }, reader._count);
    }

    private void ReadRequest()
    {
        _json.Read(JsonTokenType.StartObject, "an object with items");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (_json.NextField("", seen) is { } field)
        {
            switch (field)
            {
                case "items":
                    ReadItems();
                    break;
                case "mode":
                    ReadMode();
                    break;
                case "explain" when _limits.MayExplain:
                    _explain = _json.ReadBoolean();
                    break;
                default:
                    _json.Unknown(_limits.MayExplain ? "items, mode and explain" : "items and mode");
                    break;
            }
        }

        _json.End();

        if (!seen.Contains("items"))
        {
            _faults.Add("/items", $"Required: 1 to {_limits.Items} objects with a text.");
        }

        if (_explain)
        {
            CheckExplained();
        }
    }

    private void ReadItems()
    {
        _json.Read(JsonTokenType.StartArray, "an array of objects with a text");
        for (_json.Advance(); _json.TokenType != JsonTokenType.EndArray; _json.Advance())
        {
            _json.Pointer = $"/items/{_count}";
            _json.Expect(JsonTokenType.StartObject, "an object with a text");
            ReadItem(_json.Pointer);
            _count++;
        }

        if (_count == 0)
        {
            _faults.Add("/items", $"Must hold 1 to {_limits.Items} objects with a text.");
        }
    }

    private void ReadItem(string pointer)
    {
        string? id = null;
        string? text = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (_json.NextField(pointer, seen) is { } field)
        {
            switch (field)
            {
                case "id":
                    id = _json.ReadString();
                    CheckId(id);
                    break;
                case "text":
                    text = _json.ReadString().Trim();
                    CheckText(text);
                    break;
                default:
                    _json.Unknown("id and text");
                    break;
            }
        }

        if (!seen.Contains("text"))
        {
            _faults.Add($"{pointer}/text", "Required.");
        }

        Keep(id, text, pointer);
    }

    private readonly void Keep(string? id, string? text, string pointer)
    {
        // Past the limit the rest is read for its syntax only.
        if (_items.Count == _limits.Items)
        {
            return;
        }

        id ??= _items.Count.ToString();
        if (!_ids.Add(id))
        {
            _faults.Add($"{pointer}/id", "Another item of this request has this id.");
        }

        _items.Add(new ScoreItem { Id = id, Text = text ?? "" });
    }

    private readonly void CheckId(string id)
    {
        if (id.Length > ScoreItem.LongestId)
        {
            _faults.Add(_json.Pointer, $"At most {ScoreItem.LongestId} characters; this has {id.Length}.");
        }
    }

    private readonly void CheckText(string text)
    {
        if (text.Length is 0 or > ScoreItem.LongestText)
        {
            _faults.Add(_json.Pointer, $"Must have 1 to {ScoreItem.LongestText} UTF-16 units after trimming white space; this has {text.Length}.");
        }
        else if (BertTokenizer.IsBlank(text))
        {
            _faults.Add(_json.Pointer, "Is empty: it holds only white space and invisible characters, of which the model reads nothing.");
        }
    }

    private void ReadMode()
    {
        _mode = _json.ReadString();
        if (_mode is not (ScoreRequest.SentenceMode or ScoreRequest.DocumentMode))
        {
            _faults.Add(_json.Pointer, "Must be sentence or document.");
        }
    }

    private readonly void CheckExplained()
    {
        if (_mode is ScoreRequest.DocumentMode)
        {
            _faults.Add("/explain", "A document is not explained: leave mode out, or send its sentences one by one.");
        }

        if (_count > 1)
        {
            _faults.Add("/explain", $"One item at a time is explained; this request has {_count}.");
        }
        else if (_items is [var item] && Words.Split(item.Text).Count is > ScoreRequest.MostWords and var words)
        {
            _faults.Add("/items/0/text", $"At most {ScoreRequest.MostWords} words, separated by white space, are explained; this has {words}.");
        }
    }
}
