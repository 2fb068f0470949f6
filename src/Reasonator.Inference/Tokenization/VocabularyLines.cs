using System.Text.Unicode;

namespace Reasonator.Inference.Tokenization;

/// <summary>Finds the tokens in the bytes of a vocab.txt: one a line, its id the number of the line from 0.</summary>
internal static class VocabularyLines
{
    private const string Remedy = "Use the vocab.txt that came with the model.";

    /// <summary>Returns where each token lies in the file.</summary>
    /// <exception cref="InvalidDataException">The file is empty, is not UTF-8 or has an empty line.</exception>
    public static Piece[] Find(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty || !Utf8.IsValid(file))
        {
            throw new InvalidDataException($"The vocabulary is {(file.IsEmpty ? "empty" : "not UTF-8")}. {Remedy}");
        }

        var tokens = new Piece[file.Count((byte)'\n') + (file[^1] == '\n' ? 0 : 1)];
        var start = 0;
        for (var id = 0; id < tokens.Length; id++)
        {
            var length = file[start..].IndexOf((byte)'\n');
            var next = length < 0 ? file.Length + 1 : start + length + 1;
            var end = next - 1 > start && file[next - 2] == '\r' ? next - 2 : next - 1;
            tokens[id] = start < end
                ? new Piece(start, end - start)
                : throw new InvalidDataException($"Line {id + 1} of the vocabulary is empty. {Remedy}");
            start = next;
        }

        return tokens;
    }
}
