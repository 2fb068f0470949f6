using System.Diagnostics;
using System.Net.Sockets;
using System.Reflection;

namespace Reasonator.Ops;

/// <summary>Says in one line what ended a verb that expected nothing of the kind.</summary>
internal static class UnexpectedFault
{
    /// <summary>Writes the line to standard error. If that fails too, the exit code has to say it.</summary>
    public static async Task WriteAsync(Exception fault)
    {
        try
        {
            await Console.Error.WriteLineAsync(Sentence(fault).ReplaceLineEndings(" "));
        }
        catch (IOException)
        {
        }
    }

    /// <summary>Returns the sentence: what failed, and what to do.</summary>
    internal static string Sentence(Exception fault) => fault switch
    {
        AggregateException { InnerException: { } inner } => Sentence(inner),
        // These name a path or an address, and what the system said of it.
        IOException or UnauthorizedAccessException =>
            $"Reading or writing failed: {fault.Message.TrimEnd('.')}. Make room or correct the path, and run the command again.",
        SocketException or HttpRequestException =>
            $"The network failed: {fault.Message.TrimEnd('.')}. Check the address and the port, and run the command again.",
        OutOfMemoryException => "The memory is not enough for what was asked. Give the process more, or less to do.",
        OperationCanceledException => "The command was stopped, or what it waited for took too long: run it again.",
        // Not its message: it may quote a text or a secret.
        _ => $"Reasonator has failed, which is a fault of its own ({fault.GetType().Name} in {Place(fault)}). " +
            "Report this line with the command, and what it read.",
    };

    /// <summary>The innermost method of ours that the fault came through.</summary>
    private static string Place(Exception fault) =>
        new StackTrace(fault).GetFrames().Select(frame => frame.GetMethod()).FirstOrDefault(IsOwn) is { } own
            ? $"{own.DeclaringType!.FullName}.{own.Name}"
            : "a library";

    private static bool IsOwn(MethodBase? method) =>
        method?.DeclaringType?.Namespace?.StartsWith(nameof(Reasonator), StringComparison.Ordinal) is true;
}
