using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Reasonator.Tests.Service;

/// <summary>Keeps the errors of the log, or more of it, and the trace that each was written in.</summary>
/// <param name="least">What is less severe is not kept.</param>
internal sealed class TraceLog(LogLevel least = LogLevel.Error) : ILoggerProvider, ILogger
{
    public ConcurrentQueue<(string Message, string? TraceId)> Errors { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Errors.Enqueue((formatter(state, exception), Activity.Current?.TraceId.ToHexString()));
        }
    }

    public void Dispose()
    {
    }
}
