using System.Text;
using System.Text.Json;

namespace Reasonator.Scoring;

/// <summary>
/// Reads a request's body strictly: an unknown or repeated field is a fault, because a typo that is ignored is a score
/// of something else. Malformed JSON or a wrong type ends the reading; every other fault is collected.
/// </summary>
internal ref struct ScoreRequestReader
{
    private readonly RequestFaults _faults;
    private readonly List<ScoreItem> _items = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private Utf8JsonReader _json;
    private string _pointer = "";
    private int _count;

    private ScoreRequestReader(ReadOnlySpan<byte> body, RequestFaults faults)
    {
        _faults = faults;
        _json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = ScoreRequest.DeepestNesting });
    }

    /// <summary>Reads a whole body.</summary>
    /// <param name="body">UTF-8, with or without a byte order mark.</param>
    /// <param name="faults">Takes every fault; the request is valid only when there is none.</param>
    /// <returns>The items that could be read, and how many there were.</returns>
    public static (List<ScoreItem> Items, int Count) Read(ReadOnlySpan<byte> body, RequestFaults faults)
    {
        var reader = new ScoreRequestReader(body.StartsWith(Encoding.UTF8.Preamble) ? body[3..] : body, faults);
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
            faults.Add(reader._pointer, $"Malformed JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}; at most {ScoreRequest.DeepestNesting} levels of nesting are read.");
        }
        catch (DecoderFallbackException)
        {
            faults.Add(reader._pointer, "The body is not UTF-8.");
        }

        return (reader._items, reader._count);
    }

    private void ReadRequest()
    {
        Advance();
        Expect(JsonTokenType.StartObject, "an object with items");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextField("", seen) is { } field)
        {
            switch (field)
            {
                case "items":
                    ReadItems();
                    break;
                case "mode":
                    ReadMode();
                    break;
                case "explain":
                    ReadExplain();
                    break;
                default:
                    Unknown("items, mode and explain");
                    break;
            }
        }

        _pointer = "";
        // What follows the object is malformed too.
        while (_json.Read())
        {
        }

        if (!seen.Contains("items"))
        {
            _faults.Add("/items", "Required: 1 to 32 objects with a text.");
        }
    }

    private void ReadItems()
    {
        Advance();
        Expect(JsonTokenType.StartArray, "an array of objects with a text");
        for (Advance(); _json.TokenType != JsonTokenType.EndArray; Advance())
        {
            _pointer = $"/items/{_count}";
            Expect(JsonTokenType.StartObject, "an object with a text");
            ReadItem(_pointer);
            _count++;
        }

        if (_count == 0)
        {
            _faults.Add("/items", "Must hold 1 to 32 objects with a text.");
        }
    }

    private void ReadItem(string pointer)
    {
        string? id = null;
        string? text = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextField(pointer, seen) is { } field)
        {
            switch (field)
            {
                case "id":
                    id = ReadString();
                    CheckId(id);
                    break;
                case "text":
                    text = ReadString().Trim();
                    CheckText(text);
                    break;
                default:
                    Unknown("id and text");
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
        if (_items.Count == ScoreRequest.MostItems)
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
            _faults.Add(_pointer, $"At most {ScoreItem.LongestId} characters; this has {id.Length}.");
        }
    }

    private readonly void CheckText(string text)
    {
        if (text.Length is 0 or > ScoreItem.LongestText)
        {
            _faults.Add(_pointer, $"Must have 1 to {ScoreItem.LongestText} UTF-16 units after trimming white space; this has {text.Length}.");
        }
    }

    private void ReadMode()
    {
        if (ReadString() is not "sentence")
        {
            _faults.Add(_pointer, "This version reads the mode sentence only.");
        }
    }

    private void ReadExplain()
    {
        Advance();
        if (_json.TokenType is not (JsonTokenType.True or JsonTokenType.False))
        {
            throw new MalformedRequestException(_pointer, "Must be true or false.");
        }

        if (_json.TokenType == JsonTokenType.True)
        {
            _faults.Add(_pointer, "This version does not explain scores; leave it out or send false.");
        }
    }

    private string ReadString()
    {
        Advance();
        Expect(JsonTokenType.String, "a string");
        return Text();
    }

    /// <summary>Moves to the next field's name and the pointer with it; null at the object's end.</summary>
    private string? NextField(string parent, HashSet<string> seen)
    {
        _pointer = parent;
        Advance();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            return null;
        }

        var name = Text();
        _pointer = RequestFaults.Pointer(parent, name);
        if (!seen.Add(name))
        {
            _faults.Add(_pointer, "The field is given twice.");
        }

        return name;
    }

    private void Unknown(string known)
    {
        _faults.Add(_pointer, $"Unknown field; known are {known}.");
        _json.Skip();
    }

    private readonly string Text() => JsonText.Read(_json.ValueSpan, _json.ValueIsEscaped);

    private void Advance()
    {
        if (!_json.Read())
        {
            throw new MalformedRequestException(_pointer, "The JSON ends too early.");
        }
    }

    private readonly void Expect(JsonTokenType type, string what)
    {
        if (_json.TokenType != type)
        {
            throw new MalformedRequestException(_pointer, $"Must be {what}.");
        }
    }
}
