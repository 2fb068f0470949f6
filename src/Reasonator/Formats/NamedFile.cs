namespace Reasonator.Formats;

/// <summary>A file of texts that an option names.</summary>
internal static class NamedFile
{
    /// <summary>Opens it and reads it.</summary>
    /// <param name="option">The option.</param>
    /// <param name="path">What it names.</param>
    /// <param name="remedy">What to do where no such file can be read.</param>
    /// <param name="read">Reads it; what it says of a line is told with the file.</param>
    /// <exception cref="FormatException">It cannot be read, or a line is no row; the message is a whole sentence.</exception>
    public static T Read<T>(string option, string path, string remedy, Func<FileStream, T> read)
    {
        try
        {
            using var file = File.OpenRead(path);
            return read(file);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{option} {path}, {e.Message}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // A pipe, which cannot be read twice, is not supported.
            throw new FormatException($"{option} {path} {(Directory.Exists(path) ? "is a folder" : "cannot be read")}: {remedy}.", e);
        }
    }
}
