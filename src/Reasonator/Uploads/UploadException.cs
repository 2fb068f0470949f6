namespace Reasonator.Uploads;

/// <summary>It cannot go on. The message is for the person at the keyboard; no text and no token is in it.</summary>
/// <param name="message">What stands in the way.</param>
/// <param name="mayPass">Whether it may pass by itself, so that the same command again is of use.</param>
internal class UploadException(string message, bool mayPass = false) : Exception(message)
{
    public bool MayPass => mayPass;
}
