using System.Text.Json;

namespace Reasonator.Scoring;

/// <summary>A forward reader of a request's JSON that knows the pointer (RFC 6901) of where it is.</summary>
internal ref struct JsonCursor(ReadOnlySpan<byte> body, RequestFaults faults)
{
    private Utf8JsonReader _json = new(body, new JsonReaderOptions { MaxDepth = ScoreRequest.DeepestNesting });

    /// <summary>Where a fault found now belongs.</summary>
    public string Pointer { get; set; } = "";

    public readonly JsonTokenType TokenType => _json.TokenType;

    /// <exception cref="MalformedRequestException">Nothing follows.</exception>
    public void Advance()
    {
        if (!_json.Read())
        {
            throw new MalformedRequestException(Pointer, "The JSON ends too early.");
        }
    }

    /// <exception cref="MalformedRequestException">Something else is here.</exception>
    public readonly void Expect(JsonTokenType type, string what)
    {
        if (_json.TokenType != type)
        {
            throw new MalformedRequestException(Pointer, $"Must be {what}.");
        }
    }

    public void Read(JsonTokenType type, string what)
    {
        Advance();
        Expect(type, what);
    }

    public string ReadString()
    {
        Read(JsonTokenType.String, "a string");
        return Text();
    }

    public bool ReadBoolean()
    {
        Advance();
        return _json.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => throw new MalformedRequestException(Pointer, "Must be true or false."),
        };
    }

    /// <summary>Moves to the next field's name and the pointer with it; null at the object's end.</summary>
    public string? NextField(string parent, HashSet<string> seen)
    {
        Pointer = parent;
        Advance();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            return null;
        }

        var name = Text();
        Pointer = RequestFaults.Pointer(parent, name);
        if (!seen.Add(name))
        {
            faults.Add(Pointer, "The field is given twice.");
        }

        return name;
    }

    /// <summary>Records a field that is none and passes over its value.</summary>
    public void Unknown(string known)
    {
        faults.Add(Pointer, $"Unknown field; known are {known}.");
        _json.Skip();
    }

    /// <summary>Reads what follows the whole: nothing but white space, or the JSON is malformed.</summary>
    public void End()
    {
        Pointer = "";
        while (_json.Read())
        {
        }
    }

    private readonly string Text() => JsonText.Read(_json.ValueSpan, _json.ValueIsEscaped);
}
