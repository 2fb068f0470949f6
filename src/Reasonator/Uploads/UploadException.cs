namespace Reasonator.Uploads;

/// <summary>It cannot go on. The message is for the person at the keyboard; no text and no token is in it.</summary>
internal class UploadException(string message) : Exception(message);
